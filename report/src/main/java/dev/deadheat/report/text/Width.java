package dev.deadheat.report.text;

import java.util.ArrayList;
import java.util.List;

/// Text measured in terminal cells: a letter fills one, an ideograph or an emoji two, a combining
/// mark none. Where terminals differ this errs on the wide side, so that a line never overflows.
public final class Width {
  /// First and last code points of the ranges that fill two cells (East Asian Width W and F, and
  /// emoji presentation), ascending.
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3,
    0x25fd, 0x25fe, 0x2614, 0x2615, 0x2648, 0x2653, 0x267f, 0x267f, 0x2693, 0x2693, 0x26a1, 0x26a1,
    0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea,
    0x26f2, 0x26f3, 0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b,
    0x2728, 0x2728, 0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
    0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e,
    0x3041, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f,
    0xff00, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18dff, 0x1aff0, 0x1b2ff, 0x1f004, 0x1f004, 0x1f0cf,
    0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a, 0x1f200, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f7e0,
    0x1f7eb, 0x1f900, 0x1faff, 0x20000, 0x3fffd
  };

  private static final int EMOJI_SELECTOR = 0xfe0f;

  private Width() {}

  /// The cells that printable text fills.
  public static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  /// The text if it fits, else its start and `more`, together at most `cells` wide.
  ///
  /// @param cells at least 0
  /// @param more what stands for the rest, `…` or `...`; cut too if even it does not fit
  public static String elide(String text, int cells, String more) {
    if (of(text) <= cells) {
      return text;
    }
    if (of(more) > cells) {
      return head(more, cells);
    }
    return head(text, cells - of(more)).stripTrailing() + more;
  }

  /// The text if it fits, else `more` and its end: for paths, whose end says most.
  public static String elideStart(String text, int cells, String more) {
    if (of(text) <= cells) {
      return text;
    }
    if (of(more) > cells) {
      return head(more, cells);
    }
    var start = 0;
    while (of(text.substring(start)) > cells - of(more)) {
      start += Character.charCount(text.codePointAt(start));
    }
    return more + text.substring(start);
  }

  /// The text in lines of at most `cells`, broken at spaces where there are any, the last one
  /// elided if more than `lines` would be needed. Empty text is one empty line.
  public static List<String> wrap(String text, int cells, int lines, String more) {
    var out = new ArrayList<String>();
    var rest = text.strip();
    while (out.size() < lines - 1 && of(rest) > cells) {
      var fitting = head(rest, cells);
      if (fitting.isEmpty()) {
        break;
      }
      var end = breakAt(rest, fitting, cells);
      out.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    out.add(elide(rest, cells, more));
    return out;
  }

  /// Where to end a line: at its last space; else in code before a dot or after a bracket, a comma
  /// or a slash; else where the cells end. A break that leaves most of the line empty reads worse
  /// than one inside a word.
  private static int breakAt(String rest, String fitting, int cells) {
    var space = rest.charAt(fitting.length()) == ' ' ? fitting.length() : fitting.lastIndexOf(' ');
    if (space > 0 && of(fitting.substring(0, space)) * 2 >= cells) {
      return space;
    }
    for (var i = fitting.length(); i * 2 >= cells; i--) {
      var isBreak = i > 0 && (rest.charAt(i) == '.' || "(,/".indexOf(rest.charAt(i - 1)) >= 0);
      if (isBreak && rest.charAt(i) != ')') {
        return i;
      }
    }
    return space > 0 && of(fitting.substring(0, space)) * 3 >= cells ? space : fitting.length();
  }

  /// The longest start that fills at most `cells`, marks kept with their letters.
  static String head(String text, int cells) {
    var used = 0;
    var end = 0;
    while (end < text.length()) {
      var c = text.codePointAt(end);
      used += of(c);
      if (used > cells) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end);
  }

  private static int of(int c) {
    if (c < 0x300) {
      return 1;
    }
    if (c == EMOJI_SELECTOR) {
      return 1;
    }
    var type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    var low = 0;
    var high = WIDE.length / 2 - 1;
    while (low <= high) {
      var middle = (low + high) >>> 1;
      if (c < WIDE[2 * middle]) {
        high = middle - 1;
      } else if (c > WIDE[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return 2;
      }
    }
    return 1;
  }
}
