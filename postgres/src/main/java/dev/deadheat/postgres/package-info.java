/// The server, snapshots and reset, locks and waits, and the relaying proxy.
@NullMarked
package dev.deadheat.postgres;

import org.jspecify.annotations.NullMarked;
