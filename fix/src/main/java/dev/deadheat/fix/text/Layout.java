package dev.deadheat.fix.text;

import dev.deadheat.python.ParsedFile;
import dev.deadheat.python.TokenKind;
import dev.deadheat.python.Tokens;
import dev.deadheat.source.Lines;
import java.util.BitSet;

/// How a file is laid out, as far as new code must follow.
///
/// @param unit one step of indentation
/// @param lineBreak what ends a line
/// @param quote the quotation mark that most strings have
/// @param lineLength how many characters a line may have
public record Layout(String unit, String lineBreak, char quote, int lineLength) {
  private static final int[] USUAL_LENGTHS = {88, 100, 110, 120};

  static Layout of(ParsedFile file) {
    return new Layout(unit(file), lineBreak(file), quote(file), lineLength(file));
  }

  /// The same with another length of a line.
  Layout with(int length) {
    return new Layout(unit, lineBreak, quote, length);
  }

  private static String unit(ParsedFile file) {
    Tokens tokens = file.tokens();
    String before = "";
    for (int i = 0; i + 1 < tokens.count(); i++) {
      if (tokens.kind(i) == TokenKind.INDENT) {
        Lines lines = file.source().lines();
        int start = tokens.start(i + 1);
        String blanks = file.source().text(lines.startOf(lines.lineOf(start)), start);
        if (blanks.isBlank() && blanks.length() > before.length()) {
          return blanks;
        }
      }
    }
    return "    ";
  }

  private static String lineBreak(ParsedFile file) {
    byte[] text = file.source().utf8();
    int feeds = 0;
    int pairs = 0;
    int returns = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        if (i > 0 && text[i - 1] == '\r') {
          pairs++;
        } else {
          feeds++;
        }
      } else if (text[i] == '\r' && (i + 1 == text.length || text[i + 1] != '\n')) {
        returns++;
      }
    }
    if (pairs > feeds && pairs >= returns) {
      return "\r\n";
    }
    return returns > feeds ? "\r" : "\n";
  }

  private static char quote(ParsedFile file) {
    int single = 0;
    int twice = 0;
    Tokens tokens = file.tokens();
    byte[] text = file.source().utf8();
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.kind(i) == TokenKind.STRING) {
        int length = tokens.end(i) - tokens.start(i);
        byte last = text[tokens.end(i) - 1];
        if (length < 4 || text[tokens.end(i) - 2] != last) {
          single += last == '\'' ? 1 : 0;
          twice += last == '"' ? 1 : 0;
        }
      }
    }
    return single > twice ? '\'' : '"';
  }

  /// The shortest usual length that the file's own code keeps to; a few lines may be longer, as a
  /// formatter leaves what it cannot break.
  private static int lineLength(ParsedFile file) {
    Lines lines = file.source().lines();
    int[] over = new int[USUAL_LENGTHS.length];
    BitSet prose = stringLines(file);
    int code = 0;
    for (int line = 1; line <= lines.count(); line++) {
      String text = file.source().text(lines.spanOf(line)).strip();
      if (text.isEmpty() || text.startsWith("#") || prose.get(line)) {
        continue;
      }
      code++;
      // A formatter leaves what is long because of a string.
      boolean string = text.indexOf('"') >= 0 || text.indexOf('\'') >= 0;
      int length = string ? 0 : file.source().text(lines.spanOf(line)).length();
      for (int i = 0; i < USUAL_LENGTHS.length; i++) {
        over[i] += length > USUAL_LENGTHS[i] ? 1 : 0;
      }
    }
    for (int i = 0; i < USUAL_LENGTHS.length; i++) {
      if (over[i] <= 1 || over[i] * 200 <= code) {
        return USUAL_LENGTHS[i];
      }
    }
    return USUAL_LENGTHS[USUAL_LENGTHS.length - 1];
  }

  /// The lines that a string literal runs over, docstrings above all: nobody breaks those.
  private static BitSet stringLines(ParsedFile file) {
    Tokens tokens = file.tokens();
    Lines lines = file.source().lines();
    var out = new BitSet();
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.kind(i) == TokenKind.STRING) {
        int first = lines.lineOf(tokens.start(i));
        int last = lines.lineOf(tokens.end(i) - 1);
        if (first < last) {
          out.set(first, last + 1);
        }
      }
    }
    return out;
  }

  /// A string literal of this text, which holds no quotation marks.
  public String string(String text) {
    return quote + text + quote;
  }
}
