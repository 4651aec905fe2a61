/// Runs the lanes once: lets one step go at a time as a strategy says, and records what happened.
@NullMarked
package dev.deadheat.prove.run;

import org.jspecify.annotations.NullMarked;
