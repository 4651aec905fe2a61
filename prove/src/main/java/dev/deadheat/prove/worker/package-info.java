/// Lanes as processes: finds the user's Python, starts the project (or any command) on a port,
/// sends it requests, and ends it with everything that it started. Knows nothing of schedules.
@NullMarked
package dev.deadheat.prove.worker;

import org.jspecify.annotations.NullMarked;
