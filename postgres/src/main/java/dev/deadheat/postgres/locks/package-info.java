/// Locks and waits as the server itself tells them.
@NullMarked
package dev.deadheat.postgres.locks;

import org.jspecify.annotations.NullMarked;
