package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the handlers that hide a database error from the transaction it has broken.
final class Swallows {
  private static final Set<String> ERRORS =
      Set.of(
          "IntegrityError",
          "DatabaseError",
          "OperationalError",
          "DataError",
          "ProgrammingError",
          "UniqueViolation");

  private final Interpreter interpreter;

  Swallows(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /// The handlers that hide what is raised in a `try`, those around it included.
  Map<Place, String> hiding(List<Statement.Handler> handlers) {
    var out = new LinkedHashMap<>(interpreter.state.hiding);
    for (Statement.Handler handler : handlers) {
      if (handler.type().isPresent() && !passesOn(handler.body())) {
        TryBlocks.names(handler).stream()
            .filter(ERRORS::contains)
            .findFirst()
            .ifPresent(name -> out.put(handler.type().get().place(), name));
      }
    }
    return out;
  }

  /// A write whose error would be hidden.
  void write(Write.Kind kind, Table table, Place place) {
    boolean fails =
        switch (kind) {
          case SAVE, DELETE, UPDATE, DELETE_ROWS, CREATE, BULK_CREATE, BULK_UPDATE -> true;
          // Django itself opens a savepoint around what `get_or_create` writes.
          case GET_OR_CREATE, CACHE_SET, TELL -> false;
        };
    if (!fails || interpreter.state.afterCommit) {
      return;
    }
    interpreter.state.hiding.forEach((handler, exception) ->
        interpreter.record.swallows.putIfAbsent(
            handler,
            new Swallow(
                exception,
                table,
                interpreter.site(place),
                interpreter.inTransaction(),
                interpreter.site(handler))));
  }

  /// Whether the error, or another, leaves the handler on some path, or all is rolled back.
  private static boolean passesOn(List<Statement> body) {
    return body.stream()
        .anyMatch(statement ->
            switch (statement) {
              case Statement.Raise _ -> true;
              case Statement.Branch branch ->
                  passesOn(branch.then()) || passesOn(branch.otherwise());
              case Statement.With with -> passesOn(with.body());
              case Statement.Try attempt -> passesOn(attempt.body());
              case Statement.Evaluate evaluate -> isRollback(evaluate.expression());
              case Statement other -> false;
            });
  }

  private static boolean isRollback(Expression expression) {
    return expression instanceof Expression.Call call
        && FunctionFacts.lastName(call.function()).contains("rollback");
  }
}
