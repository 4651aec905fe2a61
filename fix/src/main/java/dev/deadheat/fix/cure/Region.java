package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Statements that follow each other in one block: what a transaction is to cover.
///
/// @param function the function that holds them
/// @param first index of the first in the block
/// @param last index of the last
record Region(
    Document document, Statement.Function function, List<Statement> block, int first, int last) {
  private static final int MOST_LINES = 50;

  /// The smallest region that holds all the statements; empty if no block of one function does.
  static Optional<Region> covering(Document document, List<Statement> statements) {
    if (statements.isEmpty()) {
      return Optional.empty();
    }
    Optional<Statement.Function> function =
        document.parent(statements.getFirst()).flatMap(n -> Place.function(document, n));
    if (function.isEmpty()) {
      return Optional.empty();
    }
    for (Statement each : chain(document, statements.getFirst(), function.get())) {
      List<Statement> block = document.block(each);
      int first = Integer.MAX_VALUE;
      int last = -1;
      for (Statement statement : statements) {
        int at = index(block, statement);
        first = Math.min(first, at);
        last = at < 0 ? Integer.MAX_VALUE : Math.max(last, at);
      }
      if (first >= 0 && last < block.size() && !isElif(document, block.get(first))) {
        return Optional.of(new Region(document, function.get(), block, first, last));
      }
    }
    return Optional.empty();
  }

  /// Whether a statement is an `elif`, which cannot stand alone.
  private static boolean isElif(Document document, Statement statement) {
    return statement instanceof Statement.If && document.text(statement).startsWith("elif");
  }

  /// A statement and those around it, up to the function's body.
  private static List<Statement> chain(
      Document document, Statement from, Statement.Function function) {
    var out = new ArrayList<Statement>();
    out.add(from);
    for (Node each : document.above(from)) {
      if (each.equals(function)) {
        break;
      }
      if (each instanceof Statement statement) {
        out.add(statement);
      }
    }
    return out;
  }

  /// Which statement of a block holds another; -1 for none.
  private static int index(List<Statement> block, Statement inner) {
    for (int i = 0; i < block.size(); i++) {
      if (block.get(i).span().contains(inner.span())) {
        return i;
      }
    }
    return -1;
  }

  Statement firstStatement() {
    return block.get(first);
  }

  Statement lastStatement() {
    return block.get(last);
  }

  List<Statement> statements() {
    return block.subList(first, last + 1);
  }

  /// How many lines of code it has; blank lines and comments are none.
  int lines() {
    int lines = 0;
    for (int line = document.line(firstStatement());
        line <= document.endLine(lastStatement());
        line++) {
      var all = document.source().lines();
      String text = document.source().text(all.startOf(line), all.endOf(line)).strip();
      lines += text.isEmpty() || text.startsWith("#") ? 0 : 1;
    }
    return lines;
  }

  /// Whether it is more than a reviewer would want to see moved under a transaction.
  boolean isLong() {
    return lines() > MOST_LINES;
  }

  /// Where a lock has to be taken before a statement: at the beginning of the innermost branch of
  /// its tests that holds it, so that those who do not come there need not wait; else at the
  /// region's.
  Statement reached(Statement statement) {
    Statement at = firstStatement();
    while (at instanceof Statement.If test && !at.equals(statement)) {
      Optional<Statement> branch =
          index(test.body(), statement) >= 0
              ? Optional.of(test.body().getFirst())
              : Optional.empty();
      boolean alone = branch.filter(document::alone).isPresent();
      if (!alone || document.line(branch.get()) == document.line(test)) {
        break;
      }
      at = branch.get();
      if (index(test.body(), statement) > 0) {
        break;
      }
    }
    return at;
  }

  boolean contains(Node node) {
    return firstStatement().start() <= node.start() && node.end() <= lastStatement().end();
  }

  Region from(int index) {
    return new Region(document, function, block, index, last);
  }

  /// Whether the lines can be moved: no statement shares one with another.
  boolean movable() {
    return statements().stream().allMatch(document::alone)
        && document.line(firstStatement()) != document.line(function);
  }

  /// The `with transaction.atomic():` that all of it stands in already.
  Optional<Statement.With> atomicAround() {
    for (Node each : document.above(firstStatement())) {
      if (each.equals(function)) {
        break;
      }
      if (each instanceof Statement.With with && isAtomic(with)) {
        return Optional.of(with);
      }
    }
    return Optional.empty();
  }

  /// The `with transaction.atomic():` among its own statements, and nothing else in that `with`.
  Optional<Statement.With> atomicInside() {
    return statements().stream()
        .filter(Statement.With.class::isInstance)
        .map(Statement.With.class::cast)
        .filter(with -> isAtomic(with) && with.items().size() == 1)
        .findFirst();
  }

  static boolean isAtomic(Statement.With with) {
    return with.items().stream()
        .anyMatch(item -> {
          Expression context = item.contextExpr();
          Expression called = context instanceof Expression.Call call ? call.func() : context;
          return switch (called) {
            case Expression.Name name -> name.id().contains("atomic");
            case Expression.Attribute attribute -> attribute.attr().contains("atomic");
            case Expression other -> false;
          };
        });
  }

  /// Every node of the region, functions defined in it left out.
  List<Node> nodes() {
    var out = new ArrayList<Node>();
    statements().forEach(statement -> collect(statement, out));
    return out;
  }

  private static void collect(Node node, List<Node> out) {
    out.add(node);
    if (!(node instanceof Statement.Function) && !(node instanceof Expression.Lambda)) {
      node.forEachChild(child -> collect(child, out));
    }
  }
}
