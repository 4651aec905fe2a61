/// Scenarios as people write them: which rows there are at the start, which requests meet, what
/// they should answer. Values only; nothing here starts a process or opens a connection.
@NullMarked
package dev.deadheat.prove.scenario;

import org.jspecify.annotations.NullMarked;
