/// The relaying proxy: stands between a lane's application and the server, and asks before each
/// step.
@NullMarked
package dev.deadheat.postgres.proxy;

import org.jspecify.annotations.NullMarked;
