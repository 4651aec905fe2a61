package dev.deadheat.python;

import dev.deadheat.python.ast.Node;
import java.util.ArrayList;
import java.util.List;

/// How deep a tree is, found without recursion, level by level.
final class Depth {
  private Depth() {}

  /// The number of nodes on the longest way down from the node, itself included.
  static int of(Node node) {
    List<Node> level = List.of(node);
    int depth = 0;
    while (!level.isEmpty()) {
      depth++;
      List<Node> below = new ArrayList<>();
      for (Node each : level) {
        each.forEachChild(below::add);
      }
      level = below;
    }
    return depth;
  }
}
