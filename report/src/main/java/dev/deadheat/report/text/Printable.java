package dev.deadheat.report.text;

/// Data as it may be shown: nothing in it can move a cursor, change a colour, reverse the reading
/// order or break a line.
///
/// SQL, bodies and values come from the project under test and may hold anything. What is unfit to
/// show is shown as an escape: `\n`, `\x1b`, `\u202e`.
public final class Printable {
  private Printable() {}

  /// The text on one line, with controls, invisible format characters, unpaired surrogates and
  /// unassigned characters escaped. A backslash of the data stays as it is: this is for reading,
  /// not for reading back.
  public static String of(String raw) {
    if (raw.codePoints().allMatch(Printable::fit)) {
      return raw;
    }
    var out = new StringBuilder(raw.length() + 16);
    raw.codePoints()
        .forEach(c -> {
          if (fit(c)) {
            out.appendCodePoint(c);
          } else {
            out.append(escape(c));
          }
        });
    return out.toString();
  }

  /// The same, with every run of white space made one space: for statements and source lines, whose
  /// line breaks mean nothing.
  public static String flat(String raw) {
    return of(raw.strip().replaceAll("\\s+", " "));
  }

  /// Printable text in US-ASCII: our own drawing signs become their likes, the rest is escaped.
  public static String ascii(String printable) {
    if (printable.chars().allMatch(c -> c < 0x7f)) {
      return printable;
    }
    var out = new StringBuilder(printable.length() + 16);
    printable
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '…' -> out.append("...");
            case '–', '—' -> out.append('-');
            case '×' -> out.append('x');
            case '→' -> out.append("->");
            case '‘', '’' -> out.append('\'');
            case '“', '”' -> out.append('"');
            default -> {
              if (c < 0x7f) {
                out.appendCodePoint(c);
              } else {
                out.append(escape(c));
              }
            }
          }
        });
    return out.toString();
  }

  private static boolean fit(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        if (c < 0x100) {
          yield "\\x%02x".formatted(c);
        }
        yield c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
      }
    };
  }
}
