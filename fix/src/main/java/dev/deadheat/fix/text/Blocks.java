package dev.deadheat.fix.text;

import dev.deadheat.python.TokenKind;
import dev.deadheat.python.Tokens;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Lines;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.List;

/// Moves whole statements sideways.
public final class Blocks {
  private Blocks() {}

  /// Puts statements that follow each other under a header, such as `with transaction.atomic():`.
  ///
  /// @param header lines without indentation and line breaks; those after the first are indented as
  ///   the statements are
  public static List<Edit> wrap(
      Document document, Statement first, Statement last, List<String> header) {
    int start = document.startOf(first);
    Layout layout = document.layout();
    String indent = document.indentAt(start);
    var edits = new ArrayList<Edit>();
    var text = new StringBuilder();
    for (int i = 0; i < header.size(); i++) {
      text.append(indent)
          .append(i == 0 ? "" : layout.unit())
          .append(header.get(i))
          .append(layout.lineBreak());
    }
    edits.add(Edit.insert(lineStart(document, start), text.toString()));
    edits.addAll(indent(document, start, last.end()));
    return edits;
  }

  /// Indents the lines from one offset to another by one step. Blank lines and the lines inside a
  /// string stay as they are.
  public static List<Edit> indent(Document document, int start, int end) {
    return indent(document, start, end, document.layout().unit());
  }

  /// The same by other blanks.
  public static List<Edit> indent(Document document, int start, int end, String blanks) {
    var edits = new ArrayList<Edit>();
    Lines lines = document.source().lines();
    List<Span> strings = strings(document.parsed().tokens());
    int last = lines.lineOf(Math.max(start, end - 1));
    for (int line = lines.lineOf(start); line <= last; line++) {
      int at = lines.startOf(line);
      boolean blank = document.source().text(lines.spanOf(line)).isBlank();
      if (!blank && strings.stream().noneMatch(s -> s.start() < at && at < s.end())) {
        edits.add(Edit.insert(at, blanks));
      }
    }
    return edits;
  }

  /// New lines before a statement, indented as it is.
  public static Edit before(Document document, Statement statement, List<String> lines) {
    int start = document.startOf(statement);
    return Edit.insert(lineStart(document, start), text(document, start, lines));
  }

  /// New lines after a statement, indented as it is.
  public static Edit after(Document document, Statement statement, List<String> lines) {
    Lines all = document.source().lines();
    int line = document.endLine(statement);
    String text = text(document, document.startOf(statement), lines);
    if (line < all.count()) {
      return Edit.insert(all.startOf(line + 1), text);
    }
    String broken = document.layout().lineBreak();
    return Edit.insert(
        all.endOf(line), broken + text.substring(0, text.length() - broken.length()));
  }

  /// Takes a statement's lines away.
  public static Edit remove(Document document, Statement statement) {
    Lines all = document.source().lines();
    int line = document.endLine(statement);
    int end = line < all.count() ? all.startOf(line + 1) : document.source().length();
    return Edit.delete(new Span(lineStart(document, document.startOf(statement)), end));
  }

  private static String text(Document document, int offset, List<String> lines) {
    String indent = document.indentAt(offset);
    var out = new StringBuilder();
    for (String line : lines) {
      out.append(line.isEmpty() ? "" : indent + line).append(document.layout().lineBreak());
    }
    return out.toString();
  }

  private static int lineStart(Document document, int offset) {
    Lines lines = document.source().lines();
    int start = lines.startOf(lines.lineOf(offset));
    return Math.max(start, start == 0 ? document.source().markBytes() : start);
  }

  /// The spans of all strings, f-strings with all that is in them.
  static List<Span> strings(Tokens tokens) {
    var out = new ArrayList<Span>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < tokens.count(); i++) {
      TokenKind kind = tokens.kind(i);
      if (kind == TokenKind.STRING && depth == 0) {
        out.add(tokens.span(i));
      } else if (kind == TokenKind.FSTRING_START) {
        start = depth++ == 0 ? tokens.start(i) : start;
      } else if (kind == TokenKind.FSTRING_END && --depth == 0) {
        out.add(new Span(start, tokens.end(i)));
      }
    }
    return out;
  }
}
