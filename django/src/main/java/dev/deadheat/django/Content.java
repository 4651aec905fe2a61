package dev.deadheat.django;

import java.util.Optional;
import java.util.function.Supplier;

/// A file's content, read when somebody needs it.
///
/// @param digest of the bytes, as [ProjectReader#digest] makes it, where that is known without
///   reading them; a wrong one is as harmful as wrong bytes
/// @param bytes reads them
public record Content(Optional<String> digest, Supplier<byte[]> bytes) {
  /// Of which nothing is known before it is read.
  public static Content unread(Supplier<byte[]> bytes) {
    return new Content(Optional.empty(), bytes);
  }
}
