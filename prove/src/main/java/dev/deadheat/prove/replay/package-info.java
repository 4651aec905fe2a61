/// Counterexamples kept as files: what to run again, in which order, and what came of it.
@NullMarked
package dev.deadheat.prove.replay;

import org.jspecify.annotations.NullMarked;
