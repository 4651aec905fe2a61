package dev.deadheat.search.explore;

import dev.deadheat.search.dependence.Trace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The classes of equivalent runs seen so far: a set that shares its parts with the sets it was
/// made from, so that a search stays a value without copying them at every run.
///
/// @param size how many
/// @param root their digests as a binary trie
record Classes(long size, Optional<Node> root) {
  static final Classes NONE = new Classes(0, Optional.empty());

  /// A part of the trie.
  sealed interface Node {}

  /// One class.
  record Leaf(String digest) implements Node {}

  /// Two halves, by one bit of the digest.
  record Fork(Optional<Node> zero, Optional<Node> one) implements Node {}

  Classes with(Trace trace) {
    String digest = digest(trace.key());
    return contains(root, digest, 0)
        ? this
        : new Classes(size + 1, Optional.of(added(root, digest, 0)));
  }

  private static boolean contains(Optional<Node> node, String digest, int depth) {
    if (node.isEmpty()) {
      return false;
    }
    return switch (node.get()) {
      case Leaf leaf -> leaf.digest().equals(digest);
      case Fork fork -> contains(bit(digest, depth) ? fork.one() : fork.zero(), digest, depth + 1);
    };
  }

  private static Node added(Optional<Node> node, String digest, int depth) {
    if (node.isEmpty()) {
      return new Leaf(digest);
    }
    return switch (node.get()) {
      case Leaf leaf -> {
        Optional<Node> old = Optional.of(leaf);
        Fork fork =
            bit(leaf.digest(), depth)
                ? new Fork(Optional.empty(), old)
                : new Fork(old, Optional.empty());
        yield added(Optional.of(fork), digest, depth);
      }
      case Fork(var zero, var one) ->
          bit(digest, depth)
              ? new Fork(zero, Optional.of(added(one, digest, depth + 1)))
              : new Fork(Optional.of(added(zero, digest, depth + 1)), one);
    };
  }

  private static boolean bit(String digest, int depth) {
    int quartet = Character.digit(digest.charAt(depth / 4), 16);
    return (quartet >> (depth % 4) & 1) == 1;
  }

  private static String digest(String key) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
