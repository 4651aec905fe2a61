package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The test whether somebody may touch a row at all. It is made without a lock, so that nobody can
/// keep others waiting for a row that is not theirs.
final class Permission {
  private static final Pattern REFUSES =
      Pattern.compile("Forbidden|PermissionDenied|PermissionError|\\b403\\b|NotAuthori[sz]ed");

  private Permission() {}

  /// Whether a statement only turns away who may not.
  static boolean isTest(Document document, Node statement) {
    if (!(statement instanceof Statement.If test) || !test.orelse().isEmpty()) {
      return false;
    }
    List<Statement> body = test.body();
    boolean leaves =
        body.size() == 1
            && (body.getFirst() instanceof Statement.Return
                || body.getFirst() instanceof Statement.Raise);
    return leaves && REFUSES.matcher(document.text(body.getFirst())).find();
  }

  /// Whether a node stands in such a test.
  static boolean holds(Document document, Node node) {
    return document.above(node).stream().anyMatch(each -> isTest(document, each));
  }

  /// A test of a row behind the statement that reads it, in the same block.
  static Optional<Statement> after(Document document, Statement reading, String row) {
    List<Statement> block = document.block(reading);
    return block.subList(block.indexOf(reading) + 1, block.size()).stream()
        .filter(each -> isTest(document, each))
        .filter(each ->
            !Document.all(((Statement.If) each).test(), node -> document.text(node).equals(row))
                .isEmpty())
        .findFirst();
  }
}
