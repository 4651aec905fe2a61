/// Scenarios to lanes, executions and verdicts.
@NullMarked
package dev.deadheat.prove;

import org.jspecify.annotations.NullMarked;
