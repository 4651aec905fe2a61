package dev.deadheat.report.mermaid;

import dev.deadheat.report.text.Printable;

/// Data in Mermaid and Markdown: it shows, and means nothing.
final class Escapes {
  private static final String PLAIN_IN_DIAGRAM = " .,=()/'_-…●○✗⇒?&+*";

  private Escapes() {}

  /// Text of a message, note or alias. Whatever could end a statement, begin a comment or an
  /// element becomes one of Mermaid's character codes (`#59;`), and so does part of the word `end`,
  /// which closes blocks.
  static String diagram(String text) {
    var out = new StringBuilder();
    Printable.of(text)
        .codePoints()
        .forEach(c -> {
          if (Character.isLetterOrDigit(c) || PLAIN_IN_DIAGRAM.indexOf(c) >= 0) {
            out.appendCodePoint(c);
          } else {
            out.append('#').append(c).append(';');
          }
        });
    return out.toString().replaceAll("(?i)\\be(nd)\\b", "#101;$1");
  }

  /// Text of a Markdown paragraph: no emphasis, link, mention, tag or code of its own.
  static String markdown(String text) {
    var out = new StringBuilder();
    Printable.flat(text)
        .codePoints()
        .forEach(c -> {
          if (Character.isLetterOrDigit(c) || c > 0x7f || " .,;:/'?=()-".indexOf(c) >= 0) {
            out.appendCodePoint(c);
          } else {
            out.append("&#").append(c).append(';');
          }
        });
    return out.toString();
  }

  /// Text as inline code, fenced by more backquotes than it holds.
  static String code(String text) {
    var flat = Printable.flat(text);
    var fence = "`";
    while (flat.contains(fence)) {
      fence += "`";
    }
    var pad = flat.startsWith("`") || flat.endsWith("`") ? " " : "";
    return fence + pad + flat + pad + fence;
  }
}
