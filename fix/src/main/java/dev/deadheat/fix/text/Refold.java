package dev.deadheat.fix.text;

import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Breaks a query again that got a lock and stood on several lines: with one call more, black
/// breaks it elsewhere. Only where it had been broken as black would.
public final class Refold {
  private static final Pattern LOCK =
      Pattern.compile("\\.select_for_update\\((of=\\([^()]*\\))?\\)");
  private static final Pattern BLANK = Pattern.compile("\\s+");

  private Refold() {}

  /// The new form of each logical line that touches one of the lines and is longer by a lock.
  ///
  /// @param lines numbers of lines of the file as it is after the change, from 1
  public static List<Edit> locked(Document before, Document after, Set<Integer> lines) {
    var out = new ArrayList<Edit>();
    for (Statement statement : statements(after)) {
      if (!after.touches(statement, lines)) {
        continue;
      }
      String text = head(after, statement);
      boolean locks = text.contains("\n") && text.contains(".select_for_update(");
      if (locks && wasSet(before, plain(LOCK.matcher(text).replaceAll("")))) {
        Fold.fold(after, statement, Fold.headEnd(after, statement)).ifPresent(out::add);
      }
    }
    return out;
  }

  /// Whether this stood on several lines before, broken as it would be now.
  private static boolean wasSet(Document before, String wanted) {
    Optional<Statement> old =
        statements(before).stream()
            .filter(statement -> head(before, statement).contains("\n"))
            .filter(statement -> plain(head(before, statement)).equals(wanted))
            .findFirst();
    return old.isPresent()
        && Fold.fold(before, old.get(), Fold.headEnd(before, old.get())).isEmpty();
  }

  private static List<Statement> statements(Document document) {
    return Document.all(document.parsed().tree(), Statement.class::isInstance).stream()
        .map(Statement.class::cast)
        .toList();
  }

  private static String head(Document document, Statement statement) {
    return document.source().text(new Span(statement.start(), Fold.headEnd(document, statement)));
  }

  private static String plain(String text) {
    return BLANK.matcher(text).replaceAll("");
  }
}
