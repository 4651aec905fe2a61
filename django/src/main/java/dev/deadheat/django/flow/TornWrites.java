package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.project.FunctionFacts;
import java.util.List;
import java.util.Set;

/// Notes what is left behind where a conditional statement that changed nothing ends the function.
final class TornWrites {
  private static final Set<String> REFUSALS =
      Set.of(
          "HttpResponseBadRequest",
          "HttpResponseForbidden",
          "HttpResponseNotFound",
          "HttpResponseGone",
          "HttpResponseServerError");

  private final Interpreter interpreter;

  TornWrites(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /// A response is returned: one that says that the request failed is as good as an exception.
  void returned(Expression result) {
    if (isRefusal(result)) {
      failed(interpreter.state.guards, interpreter.state.committed, result.place(), true);
    }
  }

  /// `HttpResponseBadRequest()`, `JsonResponse(..., status=409)`, `Response(...,
  /// status=status.HTTP_409_CONFLICT)`.
  private static boolean isRefusal(Expression result) {
    if (!(result instanceof Expression.Call call)) {
      return false;
    }
    return REFUSALS.contains(FunctionFacts.lastName(call.function()))
        || call.keywords().stream()
            .filter(keyword -> keyword.name().filter("status"::equals).isPresent())
            .anyMatch(keyword -> isFailure(keyword.value()));
  }

  private static boolean isFailure(Expression status) {
    return switch (status) {
      case Expression.Literal literal -> literal.text().matches("[45]\\d\\d");
      case Expression other -> FunctionFacts.lastName(other).matches("HTTP_[45]\\d\\d_\\w+");
    };
  }

  /// An exception leaves under these tests.
  ///
  /// @param committed what was written before without a transaction
  void raised(Iterable<Guard> guards, List<Write> committed, Place place) {
    failed(guards, committed, place, false);
  }

  private void failed(
      Iterable<Guard> guards, List<Write> committed, Place place, boolean answered) {
    for (Guard guard : guards) {
      if (guard.source().aspect() == Source.Aspect.CHANGED
          && guard.polarity() == Guard.Polarity.ABSENT) {
        note(guard, committed, place, answered);
      }
    }
  }

  private void note(Guard failed, List<Write> committed, Place place, boolean answered) {
    Read refused = failed.source().read();
    boolean undone = committed.stream().anyMatch(write -> write.guards().contains(failed));
    if (undone) {
      return;
    }
    for (Write write : committed) {
      if (!write.site().equals(refused.site()) && belongs(write, refused)) {
        interpreter.record.torn.add(new Torn(write, refused, interpreter.site(place), answered));
        return;
      }
    }
  }

  /// Whether the two are parts of one thing: they change the same table, or the first was done on
  /// the strength of a look at what the second changes.
  private static boolean belongs(Write write, Read refused) {
    return write.table().equals(refused.table())
        || write.guards().stream()
            .anyMatch(guard -> guard.source().read().table().equals(refused.table()));
  }
}
