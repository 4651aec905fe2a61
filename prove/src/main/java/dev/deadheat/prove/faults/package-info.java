/// Injects faults into runs and looks at what stays behind: step three of the cure, "ensure that
/// the lock is always released, even if an error occurs".
@NullMarked
package dev.deadheat.prove.faults;

import org.jspecify.annotations.NullMarked;
