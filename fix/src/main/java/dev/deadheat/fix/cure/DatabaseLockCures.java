package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExceptHandler;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.List;
import java.util.Optional;

/// The cures of locks and errors that only the database sees.
final class DatabaseLockCures {
  private DatabaseLockCures() {}

  /// A savepoint around the statement whose error is caught.
  static final class Savepoint implements Cure {
    private static final String TITLE =
        "Give the write a savepoint: `transaction.atomic()` in the `try`";

    @Override
    public List<Candidate> offer(Case each) {
      Document document = each.documents().at(each.finding().path());
      Optional<Statement.TryBlock> attempt =
          at(document, each.finding().line(), ExceptHandler.class)
              .flatMap(document::parent)
              .filter(Statement.TryBlock.class::isInstance)
              .map(Statement.TryBlock.class::cast);
      if (attempt.isEmpty()) {
        return List.of();
      }
      List<Statement> body = attempt.get().body();
      boolean movable =
          body.stream().allMatch(document::alone)
              && document.line(body.getFirst()) != document.line(attempt.get());
      Optional<Statement.Function> function = Place.function(document, attempt.get());
      if (!movable || function.isEmpty()) {
        return List.of();
      }
      Optional<String> no = Dangers.function(document, function.get());
      if (no.isPresent()) {
        return List.of(Candidate.refused(Kind.SAVEPOINT, TITLE, no.get()));
      }
      var draft = new Draft(document, function.get());
      String header = "with " + draft.name("django.db", "transaction") + ".atomic():";
      draft.add(Blocks.wrap(document, body.getFirst(), body.getLast(), List.of(header)));
      return List.of(
          new Candidate(
              Kind.SAVEPOINT,
              TITLE,
              Applicability.UNSAFE,
              "after the error only what the `try` did is undone, and the transaction goes on",
              List.of(draft.patch())));
    }
  }

  /// Locks the row's own table only, where a join may find no row.
  static final class OwnTable implements Cure {
    private static final String TITLE = "Lock the row's own table only: `of=(\"self\",)`";

    @Override
    public List<Candidate> offer(Case each) {
      Document document = each.documents().at(each.finding().path());
      Optional<Expression.Call> call = locking(document, each.finding().line());
      if (call.isEmpty()) {
        return List.of();
      }
      if (call.get().keywords().stream().anyMatch(k -> k.arg().filter("of"::equals).isPresent())) {
        return List.of(
            Candidate.refused(Kind.LOCK, TITLE, "the tables are named already, one too many"));
      }
      String comma = call.get().keywords().isEmpty() && call.get().args().isEmpty() ? "" : ", ";
      var draft =
          new Draft(document, call.get())
              .add(
                  Edit.insert(
                      call.get().end() - 1,
                      comma + "of=(" + document.layout().string("self") + ",)"));
      return List.of(
          new Candidate(
              Kind.LOCK,
              TITLE,
              Applicability.UNSAFE,
              "rows of joined tables are no longer locked; PostgreSQL refused to where there was"
                  + " none",
              List.of(draft.patch())));
    }
  }

  static Optional<Expression.Call> locking(Document document, int line) {
    return Document.all(document.parsed().tree(), Expression.Call.class::isInstance).stream()
        .map(Expression.Call.class::cast)
        .filter(call -> Place.name(call).equals("select_for_update"))
        .filter(call ->
            document.line(call) <= line
                && document.statement(call).filter(s -> endsAfter(document, s, line)).isPresent())
        .findFirst();
  }

  private static boolean endsAfter(Document document, Statement statement, int line) {
    return document.endLine(statement) >= line && document.line(statement) + 20 >= line;
  }

  private static <T extends Node> Optional<T> at(Document document, int line, Class<T> kind) {
    return Document.all(document.parsed().tree(), kind::isInstance).stream()
        .map(kind::cast)
        .filter(node -> document.line(node) == line)
        .findFirst();
  }
}
