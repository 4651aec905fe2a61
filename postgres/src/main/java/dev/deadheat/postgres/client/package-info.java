/// A small client of our own: plain SQL sessions that can be watched message by message.
@NullMarked
package dev.deadheat.postgres.client;

import org.jspecify.annotations.NullMarked;
