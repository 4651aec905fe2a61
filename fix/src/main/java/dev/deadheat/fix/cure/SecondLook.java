package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExceptHandler;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A second look for those who found nothing, under the lock: who finds the row, as nearly all
/// requests do, asks no more than before and waits for nobody.
///
/// @param region what is done where nothing is found
/// @param lines the second look, to stand behind the lock
/// @param deeper whether the region stands inside the second look
record SecondLook(Region region, List<String> lines, boolean deeper) {
  /// What to add to the title of a lock.
  static final String TITLE = "; look first, and again under the lock";

  SecondLook {
    lines = List.copyOf(lines);
  }

  /// The second look of a region, if what it does hangs on a look that it begins with.
  ///
  /// @param look the query, or the relation that is followed
  /// @param query how to write it the second time
  static Optional<SecondLook> of(Region whole, Node look, String query) {
    Document document = whole.document();
    Statement first = whole.firstStatement();
    boolean plain =
        whole.atomicInside().isEmpty()
            && look.start() >= first.start()
            && look.end() <= first.end()
            && document.line(look) == document.endLine(look);
    if (!plain) {
      return Optional.empty();
    }
    int count = whole.statements().size();
    return switch (first) {
      case Statement.Try attempt when count == 1 -> failed(whole, attempt, look, query);
      case Statement.Assign assign
          when count == 2 && whole.lastStatement() instanceof Statement.If branch ->
          absent(whole, assign, branch, look, query);
      case Statement.If branch when count > 1 -> found(whole, branch, look, query);
      case Statement other -> Optional.empty();
    };
  }

  /// `try: row = M.objects.get(...)`, `except M.DoesNotExist: ...`.
  private static Optional<SecondLook> failed(
      Region whole, Statement.Try attempt, Node look, String query) {
    Document document = whole.document();
    boolean plain =
        attempt.body().size() == 1
            && attempt.handlers().size() == 1
            && attempt.orelse().isEmpty()
            && attempt.finalbody().isEmpty();
    if (!plain) {
      return Optional.empty();
    }
    ExceptHandler handler = attempt.handlers().getFirst();
    Optional<String> missing =
        handler
            .type()
            .map(document::text)
            .filter(type -> type.endsWith("DoesNotExist") || type.equals("Exception"))
            .filter(_ -> handler.name().isEmpty());
    Statement got = attempt.body().getFirst();
    return missing
        .filter(_ -> contains(got, look) && isOneLine(document, got))
        .map(type ->
            new SecondLook(
                all(whole, handler.body()),
                List.of(
                    "try:",
                    document.layout().unit() + again(document, got, look, query),
                    "except " + type + ":"),
                true));
  }

  /// `row = M.objects.filter(...).first()`, `if row is None: ...`.
  private static Optional<SecondLook> absent(
      Region whole, Statement.Assign assign, Statement.If branch, Node look, String query) {
    Document document = whole.document();
    String row = document.text(assign.targets().getFirst());
    String test = document.text(branch.test());
    boolean absent = test.equals("not " + row) || test.equals(row + " is None");
    return absent
            && assign.targets().size() == 1
            && branch.orelse().isEmpty()
            && contains(assign, look)
            && isOneLine(document, assign)
        ? Optional.of(
            new SecondLook(
                all(whole, branch.body()),
                List.of(again(document, assign, look, query), "if " + test + ":"),
                true))
        : Optional.empty();
  }

  /// `if row := M.objects.filter(...).first(): return row`, and then what makes one.
  private static Optional<SecondLook> found(
      Region whole, Statement.If branch, Node look, String query) {
    Document document = whole.document();
    boolean plain =
        branch.test() instanceof Expression.NamedExpr
            && contains(branch.test(), look)
            && branch.orelse().isEmpty()
            && branch.body().size() == 1
            && branch.body().getFirst() instanceof Statement.Return
            && isOneLine(document, branch.test())
            && isOneLine(document, branch.body().getFirst());
    return plain
        ? Optional.of(
            new SecondLook(
                whole.from(whole.first() + 1),
                List.of(
                    "if " + again(document, branch.test(), look, query) + ":",
                    document.layout().unit() + document.text(branch.body().getFirst())),
                false))
        : Optional.empty();
  }

  private static Region all(Region whole, List<Statement> block) {
    return new Region(whole.document(), whole.function(), block, 0, block.size() - 1);
  }

  private static boolean contains(Node node, Node inner) {
    return node.span().contains(inner.span());
  }

  private static boolean isOneLine(Document document, Node node) {
    return document.line(node) == document.endLine(node);
  }

  /// The text of a node with the look written as it is to be asked again.
  private static String again(Document document, Node node, Node look, String query) {
    return document.source().text(node.start(), look.start())
        + query
        + document.source().text(look.end(), node.end());
  }

  /// Puts the region and the second look into a transaction, behind lines that lock.
  ///
  /// @return as [Transaction#write]
  Verdict<String> write(Draft draft, Transaction transaction, List<String> locking) {
    var inside = new ArrayList<>(locking);
    inside.addAll(lines);
    Verdict<String> written = transaction.write(draft, inside, Optional.empty());
    if (deeper) {
      int end = region.lastStatement().end();
      draft.add(Blocks.indent(region.document(), region.firstStatement().start(), end));
    }
    return written;
  }
}
