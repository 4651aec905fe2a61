/// What a run left behind, which parts of it are volatile, and whether some serial order leaves the
/// same.
@NullMarked
package dev.deadheat.prove.oracle;

import org.jspecify.annotations.NullMarked;
