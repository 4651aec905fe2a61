/// PostgreSQL's isolation specs: sessions whose steps are run in given orders.
///
/// What a spec means is told by `src/test/isolation/README` in PostgreSQL's sources.
@NullMarked
package dev.deadheat.prove.spec;

import org.jspecify.annotations.NullMarked;
