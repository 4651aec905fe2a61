package dev.deadheat.python;

import java.util.List;

/// Makes the immutable lists of the tree out of lists that the parser fills, without a copy for the
/// commonest sizes.
final class NodeList {
  private NodeList() {}

  static <T> List<T> of(List<T> nodes) {
    return switch (nodes.size()) {
      case 0 -> List.of();
      case 1 -> List.of(nodes.getFirst());
      case 2 -> List.of(nodes.getFirst(), nodes.getLast());
      default -> List.copyOf(nodes);
    };
  }
}
