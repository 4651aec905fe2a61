/// Bytes to PostgreSQL messages and back; no sockets.
@NullMarked
package dev.deadheat.wire;

import org.jspecify.annotations.NullMarked;
