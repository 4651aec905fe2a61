package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Cuts the text of a simple query into its statements, as `psql` does: at semicolons outside
/// quotes, dollar quotes, comments, parentheses and the bodies of SQL functions.
///
/// Works on bytes: every client encoding keeps the ASCII characters that matter here.
final class SqlText {
  /// Statements that begin, end or need a transaction block, or may end one inside: run in a block
  /// of ours they would mean something else.
  private static final Set<String> NOT_IN_OUR_TRANSACTION =
      Set.of(
          "ABORT",
          "BEGIN",
          "CALL",
          "COMMIT",
          "DECLARE",
          "DISCARD",
          "END",
          "LOCK",
          "PREPARE",
          "RELEASE",
          "ROLLBACK",
          "SAVEPOINT",
          "SET",
          "START",
          "VACUUM");

  private final Bytes text;
  private final boolean backslashEscapes;
  private int at;

  private SqlText(Bytes text, boolean backslashEscapes) {
    this.text = text;
    this.backslashEscapes = backslashEscapes;
  }

  /// The statements, in order, without the semicolons and the blanks around; empty ones left out.
  ///
  /// @param backslashEscapes whether a backslash escapes in plain quotes too
  ///   (`standard_conforming_strings` is off)
  static List<Bytes> split(Bytes text, boolean backslashEscapes) {
    return new SqlText(text, backslashEscapes).statements();
  }

  /// A statement's first word, in capitals; empty if there is none.
  static String firstWord(Bytes statement) {
    var scan = new SqlText(statement, false);
    while (scan.at < statement.length()) {
      if (!isBlank(statement.at(scan.at)) && !scan.skipComment()) {
        break;
      }
      if (scan.at < statement.length() && isBlank(statement.at(scan.at))) {
        scan.at++;
      }
    }
    return scan.word();
  }

  /// Whether a statement means the same inside a transaction block of ours.
  static boolean mayBeStretched(Bytes statement) {
    return !NOT_IN_OUR_TRANSACTION.contains(firstWord(statement));
  }

  /// Whether a statement ends a transaction block, if it succeeds.
  static boolean endsTransaction(Bytes statement) {
    return switch (firstWord(statement)) {
      case "ABORT", "COMMIT", "END" -> true;
      // ROLLBACK TO a savepoint does not.
      case "ROLLBACK" -> !statement.utf8().toUpperCase(Locale.ROOT).matches("(?s).*\\bTO\\b.*");
      default -> false;
    };
  }

  private List<Bytes> statements() {
    var statements = new ArrayList<Bytes>();
    var start = 0;
    var parentheses = 0;
    var blocks = 0;
    var words = 0;
    var creates = false;
    var routine = false;
    while (at < text.length()) {
      var c = text.at(at);
      if (skipComment() || skipQuoted()) {
        continue;
      }
      if (isWordStart(c)) {
        var word = word();
        words++;
        creates = words == 1 ? word.equals("CREATE") : creates;
        routine |= creates && words <= 4 && (word.equals("FUNCTION") || word.equals("PROCEDURE"));
        if (routine && parentheses == 0) {
          blocks +=
              switch (word) {
                case "BEGIN" -> 1;
                case "CASE" -> blocks > 0 ? 1 : 0;
                case "END" -> blocks > 0 ? -1 : 0;
                default -> 0;
              };
        }
        continue;
      }
      at++;
      if (c == '(') {
        parentheses++;
      } else if (c == ')') {
        parentheses = Math.max(0, parentheses - 1);
      } else if (c == ';' && parentheses == 0 && blocks == 0) {
        add(statements, start, at - 1);
        start = at;
        words = 0;
        routine = false;
      }
    }
    add(statements, start, text.length());
    return statements;
  }

  private void add(List<Bytes> statements, int start, int end) {
    var from = start;
    var to = end;
    while (from < to && isBlank(text.at(from))) {
      from++;
    }
    while (to > from && isBlank(text.at(to - 1))) {
      to--;
    }
    var statement = text.slice(from, to);
    if (!isOnlyComments(statement)) {
      statements.add(statement);
    }
  }

  private static boolean isOnlyComments(Bytes statement) {
    var scan = new SqlText(statement, false);
    while (scan.at < statement.length()) {
      if (isBlank(statement.at(scan.at))) {
        scan.at++;
      } else if (!scan.skipComment()) {
        return false;
      }
    }
    return true;
  }

  private boolean skipComment() {
    if (next("--")) {
      var end = text.indexOf((byte) '\n', at);
      at = end < 0 ? text.length() : end + 1;
      return true;
    }
    if (!next("/*")) {
      return false;
    }
    var depth = 0;
    while (at < text.length()) {
      if (next("/*")) {
        depth++;
        at += 2;
      } else if (next("*/")) {
        depth--;
        at += 2;
        if (depth == 0) {
          return true;
        }
      } else {
        at++;
      }
    }
    return true;
  }

  private boolean skipQuoted() {
    var c = text.at(at);
    if (c == '\'') {
      var escapes = backslashEscapes || follows('E');
      skipTo(c, escapes);
      return true;
    }
    if (c == '"') {
      skipTo(c, false);
      return true;
    }
    return c == '$' && skipDollarQuoted();
  }

  /// Whether the quote here comes right after such a letter that is a word of its own.
  private boolean follows(char letter) {
    return at > 0
        && Character.toUpperCase((char) text.at(at - 1)) == letter
        && (at == 1 || !isWordPart(text.at(at - 2)));
  }

  private void skipTo(byte quote, boolean escapes) {
    at++;
    while (at < text.length()) {
      var c = text.at(at++);
      if (c == '\\' && escapes) {
        at++;
      } else if (c == quote) {
        // A doubled quote is the character itself: it reads as an end and a new beginning.
        return;
      }
    }
    at = Math.min(at, text.length());
  }

  private boolean skipDollarQuoted() {
    if (at > 0 && isWordPart(text.at(at - 1))) {
      return false;
    }
    var end = at + 1;
    while (end < text.length() && text.at(end) != '$') {
      if (!isWordPart(text.at(end)) || (end == at + 1 && isDigit(text.at(end)))) {
        return false;
      }
      end++;
    }
    if (end >= text.length()) {
      return false;
    }
    var delimiter = text.slice(at, end + 1);
    at = end + 1;
    while (at < text.length()) {
      if (text.at(at) == '$' && text.from(at).startsWith(delimiter)) {
        at += delimiter.length();
        return true;
      }
      at++;
    }
    return true;
  }

  private String word() {
    var start = at;
    while (at < text.length() && isWordPart(text.at(at))) {
      at++;
    }
    // Long words are no keywords.
    var end = Math.min(at, start + 20);
    return text.slice(start, end).utf8().toUpperCase(Locale.ROOT);
  }

  private boolean next(String two) {
    return at + 1 < text.length()
        && text.at(at) == two.charAt(0)
        && text.at(at + 1) == two.charAt(1);
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c < 0;
  }

  private static boolean isWordPart(byte c) {
    return isWordStart(c) || isDigit(c);
  }
}
