package dev.deadheat.postgres.proxy;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Statements of ours to be run on a connection while its client asks for nothing.
///
/// @param statements in order
/// @param done whether they were run; not if nobody waits for them any more, or the connection has
///   ended
record Errand(List<String> statements, CompletableFuture<Boolean> done) {
  Errand {
    statements = List.copyOf(statements);
  }
}
