package dev.deadheat.python.ast;

import dev.deadheat.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// A node of a syntax tree.
///
/// Nodes are immutable and hold syntax only: no parent, no file, no derived fact. Two nodes are
/// equal if they look alike *and* stand at the same place; within one file that identifies a node.
/// A tree is at most [#MAX_DEPTH] nodes deep, so that code which walks it may recurse.
///
/// A node's span is the one that Python's `ast` gives: from its first token to the end of its last,
/// without the parentheses around an expression, without the decorators of a definition, and
/// without the line break or semicolon after a statement. Offsets count bytes of the file's UTF-8
/// text.
public sealed interface Node
    permits Module,
        Statement,
        Expression,
        Pattern,
        TypeParam,
        Arguments,
        Arg,
        Keyword,
        Alias,
        WithItem,
        ExceptHandler,
        MatchCase,
        Comprehension {

  /// No tree is deeper. Text that would make one (not written by people) becomes a problem.
  int MAX_DEPTH = 1000;

  /// The offset of the first byte.
  int start();

  /// The offset after the last byte.
  int end();

  default Span span() {
    return new Span(start(), end());
  }

  /// Calls the action for each node directly below this one, in the order of the text.
  default void forEachChild(Consumer<? super Node> action) {
    Children.forEach(this, action);
  }

  /// The nodes directly below this one, in the order of the text.
  default List<Node> children() {
    List<Node> children = new ArrayList<>();
    forEachChild(children::add);
    return List.copyOf(children);
  }

  /// Calls the action for this node and every node below it, each before those below it, in the
  /// order of the text.
  default void walk(Consumer<? super Node> action) {
    Deque<Node> pending = new ArrayDeque<>();
    pending.push(this);
    while (!pending.isEmpty()) {
      Node node = pending.pop();
      action.accept(node);
      for (Node child : node.children().reversed()) {
        pending.push(child);
      }
    }
  }
}
