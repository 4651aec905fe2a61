/// A small database without input or output, to check searches against: what PostgreSQL does with
/// snapshots, row locks, queues, unique keys and deferred foreign keys, in a few hundred lines.
@NullMarked
package dev.deadheat.search.simulation;

import org.jspecify.annotations.NullMarked;
