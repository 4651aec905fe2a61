package dev.deadheat.fix.text;

import dev.deadheat.python.TokenKind;
import dev.deadheat.python.Tokens;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Breaks a logical line that is too long where black would break it.
///
/// In short: at the last bracket, if what stands before it fits; else in brackets put around the
/// right-hand side; inside brackets at the weakest operator. A line with a comment, a backslash or
/// a string over several lines in it stays as it is.
public final class Fold {
  private static final Set<TokenKind> LEADING =
      Set.of(
          TokenKind.RETURN_KW,
          TokenKind.IF_KW,
          TokenKind.ELIF_KW,
          TokenKind.WHILE_KW,
          TokenKind.ASSERT_KW);

  private final int most;
  private final String unit;

  private Fold(Layout layout) {
    this.most = layout.lineLength();
    this.unit = layout.unit();
  }

  /// The broken form of each logical line that touches one of the lines and is too long.
  ///
  /// @param lines numbers of lines, from 1
  public static List<Edit> longLines(Document document, Set<Integer> lines) {
    var out = new ArrayList<Edit>();
    for (var node : Document.all(document.parsed().tree(), Statement.class::isInstance)) {
      Statement statement = (Statement) node;
      if (!document.touches(statement, lines)) {
        continue;
      }
      int first = document.line(statement);
      int end = headEnd(document, statement);
      int last = document.source().lines().lineOf(Math.max(statement.start(), end - 1));
      boolean tooLong = false;
      for (int line = first; line <= last; line++) {
        String text = document.source().text(document.source().lines().spanOf(line));
        tooLong |= lines.contains(line) && text.length() > document.layout().lineLength();
      }
      if (tooLong && startsLine(document, statement)) {
        fold(document, statement, end).ifPresent(out::add);
      }
    }
    return out;
  }

  private static boolean startsLine(Document document, Statement statement) {
    int start = document.source().lines().startOf(document.line(statement));
    return start + document.indentAt(statement.start()).length() == statement.start();
  }

  /// Where the first logical line of a statement ends: after its colon, if a block follows.
  static int headEnd(Document document, Statement statement) {
    boolean simple = Document.blocks(statement).isEmpty();
    Tokens tokens = document.parsed().tokens();
    int depth = 0;
    for (int i = tokens.firstFrom(statement.start()); i < tokens.count(); i++) {
      TokenKind kind = tokens.kind(i);
      depth += Piece.OPENING.contains(kind) ? 1 : Piece.CLOSING.contains(kind) ? -1 : 0;
      boolean colon = !simple && kind == TokenKind.COLON && depth == 0;
      if (colon || kind == TokenKind.NEWLINE || tokens.start(i) >= statement.end()) {
        return colon ? tokens.end(i) : Math.min(tokens.start(i), statement.end());
      }
    }
    return statement.end();
  }

  static Optional<Edit> fold(Document document, Statement statement, int end) {
    var span = new Span(statement.start(), end);
    String text = document.source().text(span);
    boolean plain =
        !text.contains("\\\n") && document.parsed().comments().stream().noneMatch(span::contains);
    Optional<List<Piece>> pieces = plain ? Piece.of(document, span) : Optional.empty();
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    var fold = new Fold(document.layout());
    String indent = document.indentAt(statement.start());
    var lines = fold.line(pieces.get(), indent, false, 0);
    String broken = String.join(document.layout().lineBreak(), lines).substring(indent.length());
    // What cannot be broken well stays as its author broke it.
    boolean worse =
        lines.stream().mapToInt(String::length).max().orElse(0)
            > text.lines().mapToInt(String::length).max().orElse(0) + indent.length();
    return broken.equals(text) || worse ? Optional.empty() : Optional.of(new Edit(span, broken));
  }

  private static String text(List<Piece> pieces) {
    var out = new StringBuilder();
    for (Piece piece : pieces) {
      out.append(piece.blank() && !out.isEmpty() ? " " : "").append(piece.text());
    }
    return out.toString();
  }

  private boolean fits(String indent, List<Piece> pieces) {
    return indent.length() + text(pieces).length() <= most && !explodes(pieces);
  }

  /// Whether a comma before a closing bracket asks for a line for each element.
  private static boolean explodes(List<Piece> pieces) {
    for (int i = 1; i < pieces.size(); i++) {
      boolean magic =
          Piece.CLOSING.contains(pieces.get(i).kind())
              && pieces.get(i - 1).kind() == TokenKind.COMMA
              && !isOneTuple(pieces, i);
      if (magic) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOneTuple(List<Piece> pieces, int closing) {
    int depth = pieces.get(closing).depth();
    int commas = 0;
    for (int i = closing - 1; i >= 0 && pieces.get(i).depth() > depth; i--) {
      commas +=
          pieces.get(i).depth() == depth + 1 && pieces.get(i).kind() == TokenKind.COMMA ? 1 : 0;
    }
    return commas == 1 && pieces.get(closing).kind() == TokenKind.RPAR;
  }

  /// The lines of a logical line, or of a part of one.
  ///
  /// @param inside whether it stands in brackets, so that it may be broken anywhere
  private List<String> line(List<Piece> pieces, String indent, boolean inside, int depth) {
    if (pieces.isEmpty()) {
      return List.of();
    }
    if (fits(indent, pieces)) {
      return List.of(indent + text(pieces));
    }
    if (inside) {
      Optional<List<String>> parted = part(pieces, indent, depth);
      if (parted.isPresent()) {
        return parted.get();
      }
    }
    return right(pieces, indent, inside, depth).orElseGet(() -> List.of(indent + text(pieces)));
  }

  /// Breaks at the weakest operator.
  private Optional<List<String>> part(List<Piece> pieces, String indent, int depth) {
    int level = 0;
    int count = 0;
    for (Piece piece : pieces) {
      // Nothing is gained by breaking before the first token.
      boolean leads = piece.equals(pieces.getFirst()) && piece.level() != Piece.COMMA;
      if (!leads && piece.depth() == depth && piece.level() >= level && piece.level() > 0) {
        count = piece.level() == level ? count + 1 : 1;
        level = piece.level();
      }
    }
    if (level == 0 || (level == Piece.DOT && count == 1)) {
      return Optional.empty();
    }
    var out = new ArrayList<String>();
    var current = new ArrayList<Piece>();
    for (Piece piece : pieces) {
      boolean here = piece.depth() == depth && piece.level() == level;
      if (here && level != Piece.COMMA && !current.isEmpty()) {
        out.addAll(line(List.copyOf(current), indent, true, depth));
        current.clear();
      }
      if (!(here && level == Piece.COMMA)) {
        current.add(piece);
      }
      if (here && level == Piece.COMMA) {
        out.addAll(ended(line(List.copyOf(current), indent, true, depth)));
        current.clear();
      }
    }
    if (!current.isEmpty()) {
      List<String> last = line(List.copyOf(current), indent, true, depth);
      out.addAll(level == Piece.COMMA ? ended(last) : last);
    }
    return Optional.of(out);
  }

  private static List<String> ended(List<String> lines) {
    var out = new ArrayList<>(lines);
    out.set(out.size() - 1, out.getLast() + ",");
    return out;
  }

  /// Breaks at the last bracket, or in brackets made for the right-hand side.
  private Optional<List<String>> right(
      List<Piece> pieces, String indent, boolean inside, int depth) {
    Optional<List<String>> bare = atLastBracket(pieces, indent, depth);
    int from = inside ? -1 : rightSide(pieces);
    if (from < 0) {
      return bare;
    }
    boolean colon = pieces.getLast().kind() == TokenKind.COLON;
    List<Piece> body = pieces.subList(from, pieces.size() - (colon ? 1 : 0));
    List<String> wrapped = new ArrayList<>();
    wrapped.add(indent + text(pieces.subList(0, from)) + " (");
    wrapped.addAll(line(body, indent + unit, true, depth));
    wrapped.add(indent + ")" + (colon ? ":" : ""));
    boolean plain = body.stream().noneMatch(piece -> Piece.OPENING.contains(piece.kind()));
    boolean better = bare.isEmpty() || plain || !mayOmit(body, depth) || !keepsTo(bare.get());
    Optional<List<String>> targets =
        bare.isPresent() && !plain && mayOmit(body, depth) && !keepsTo(bare.get())
            ? targets(pieces, from, indent, depth)
            : Optional.empty();
    List<String> chosen =
        better && (keepsTo(wrapped) || bare.isEmpty()) ? wrapped : bare.orElse(wrapped);
    return Optional.of(targets.orElse(chosen));
  }

  /// Breaks between the targets of an assignment, if a call on its right does not fit: `a, b =
  /// ...`.
  private Optional<List<String>> targets(List<Piece> pieces, int from, String indent, int depth) {
    List<Piece> left = pieces.subList(0, from - 1);
    boolean several =
        pieces.get(from - 1).kind() == TokenKind.EQUAL
            && left.stream()
                .anyMatch(piece -> piece.depth() == depth && piece.kind() == TokenKind.COMMA);
    if (!several) {
      return Optional.empty();
    }
    var out = new ArrayList<String>();
    out.add(indent + "(");
    out.addAll(part(left, indent + unit, depth).orElseThrow());
    String head = ") = ";
    List<String> rest = line(pieces.subList(from, pieces.size()), indent, false, depth);
    out.add(indent + head + rest.getFirst().substring(indent.length()));
    out.addAll(rest.subList(1, rest.size()));
    return keepsTo(out) ? Optional.of(out) : Optional.empty();
  }

  private boolean keepsTo(List<String> lines) {
    return lines.stream().allMatch(line -> line.length() <= most);
  }

  /// Where the right-hand side begins that brackets may be put around; -1 for none.
  private static int rightSide(List<Piece> pieces) {
    int from = -1;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      boolean assigns =
          piece.depth() == 0
              && (piece.kind() == TokenKind.EQUAL
                  || piece.text().matches("[-+*/%&|^@]=|//=|\\*\\*="));
      boolean leads = i == 0 && LEADING.contains(piece.kind());
      boolean loops =
          piece.depth() == 0
              && piece.kind() == TokenKind.IN_KW
              && pieces.getFirst().kind() == TokenKind.FOR_KW;
      if (assigns || leads || loops) {
        from = i + 1;
      }
    }
    return from < pieces.size() ? from : -1;
  }

  /// Whether the right-hand side reads well without brackets of its own.
  private static boolean mayOmit(List<Piece> body, int depth) {
    int level = 0;
    int count = 0;
    for (Piece piece : body) {
      if (piece.depth() == depth && piece.level() > 0) {
        count = piece.level() == level ? count + 1 : piece.level() > level ? 1 : count;
        level = Math.max(level, piece.level());
      }
    }
    return count == 0
        || (count == 1 && (level == Piece.DOT || Piece.CLOSING.contains(body.getLast().kind())));
  }

  /// Whether a bracket opens a list, set, dict or tuple, whose elements get a line each once it is
  /// broken, and no call or subscript.
  private static boolean isDisplay(List<Piece> pieces, int open) {
    return open == 0
        || !(Piece.CLOSING.contains(pieces.get(open - 1).kind())
            || pieces.get(open - 1).kind() == TokenKind.NAME
            || pieces.get(open - 1).kind() == TokenKind.STRING);
  }

  private static boolean separates(List<Piece> body, int depth) {
    return body.stream()
            .filter(piece -> piece.depth() == depth)
            .mapToInt(Piece::level)
            .max()
            .orElse(0)
        == Piece.COMMA;
  }

  private Optional<List<String>> atLastBracket(List<Piece> pieces, String indent, int depth) {
    Optional<List<String>> fallback = Optional.empty();
    int close = pieces.size() - 1;
    while (close > 0) {
      while (close > 0
          && !(Piece.CLOSING.contains(pieces.get(close).kind())
              && pieces.get(close).depth() == depth)) {
        close--;
      }
      int open = close - 1;
      while (open >= 0
          && !(Piece.OPENING.contains(pieces.get(open).kind())
              && pieces.get(open).depth() == depth)) {
        open--;
      }
      if (open < 0 || close <= 0) {
        return fallback;
      }
      if (close > open + 1) {
        var out = new ArrayList<String>();
        String head = indent + text(pieces.subList(0, open + 1));
        out.add(head);
        List<Piece> body = pieces.subList(open + 1, close);
        boolean magic = body.getLast().kind() == TokenKind.COMMA;
        boolean listed = isDisplay(pieces, open) && separates(body, depth + 1);
        out.addAll(
            (magic || listed) && !isOneTuple(pieces, close)
                ? part(body, indent + unit, depth + 1).orElseThrow()
                : line(body, indent + unit, true, depth + 1));
        out.add(indent + text(pieces.subList(close, pieces.size())));
        if (head.length() <= most && out.getLast().length() <= most) {
          return Optional.of(out);
        }
        fallback = fallback.or(() -> Optional.of(out));
      }
      close = open;
    }
    return fallback;
  }
}
