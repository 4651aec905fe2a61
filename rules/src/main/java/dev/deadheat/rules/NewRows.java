package dev.deadheat.rules;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.project.FunctionFacts;
import java.util.List;

/// The rows that a receiver of `post_save` is told were `created`: they are as new as where they
/// were made, and nobody else has changed them yet.
final class NewRows {
  private static final String CREATED = "created";

  private NewRows() {}

  /// Whether a receiver writes its row only where it was just created.
  static boolean isNew(Write write, FunctionFacts receiver) {
    List<Statement> body = receiver.node().body();
    return !bindsCreated(body)
        && (isUnder(body, write.outermost().place(), true)
            || (write.isIn(receiver) && isUnder(body, write.site().place(), true)));
  }

  /// Whether a receiver starts something only for a row that was there before.
  static boolean isOld(Dispatch dispatch, FunctionFacts receiver) {
    List<Statement> body = receiver.node().body();
    return !bindsCreated(body)
        && (isUnder(body, dispatch.outermost().place(), false)
            || (dispatch.isIn(receiver) && isUnder(body, dispatch.site().place(), false)));
  }

  /// Whether the receiver has a `created` of its own, `other, created = get_or_create()`, which
  /// says that another row is new.
  private static boolean bindsCreated(List<Statement> body) {
    return body.stream()
        .anyMatch(statement ->
            (statement instanceof Statement.Assign assign
                    && assign.targets().stream()
                        .anyMatch(target -> Parts.any(target, NewRows::isName)))
                || Parts.blocks(statement).stream().anyMatch(NewRows::bindsCreated));
  }

  private static boolean isName(Expression expression) {
    return expression instanceof Expression.Name name && name.id().equals(CREATED);
  }

  private static boolean isUnder(List<Statement> body, Place place, boolean created) {
    boolean known = false;
    for (Statement statement : body) {
      if (holds(List.of(statement), place)) {
        return known || isInside(statement, place, created);
      }
      known |=
          statement instanceof Statement.Branch branch
              && tells(branch.test(), false, created)
              && !branch.then().isEmpty()
              && branch.then().getLast() instanceof Statement.Return;
    }
    return false;
  }

  private static boolean isInside(Statement statement, Place place, boolean created) {
    if (statement instanceof Statement.Branch branch) {
      if (!holds(branch.then(), place) && !holds(branch.otherwise(), place)) {
        return false;
      }
      boolean then = holds(branch.then(), place);
      return tells(branch.test(), then, created)
          || isUnder(then ? branch.then() : branch.otherwise(), place, created);
    }
    return Parts.blocks(statement).stream().anyMatch(block -> isUnder(block, place, created));
  }

  private static boolean holds(List<Statement> body, Place place) {
    return Parts.any(
        body, each -> each instanceof Expression.Call call && call.place().equals(place));
  }

  /// Whether the outcome of a test tells whether the row was created: that of `created`,
  /// `kwargs["created"]` or `kwargs.get("created")`, alone or with something else.
  private static boolean tells(Expression test, boolean outcome, boolean created) {
    return switch (test) {
      case Expression.Name name -> isName(name) && outcome == created;
      case Expression.Index index -> isCreated(index.key()) && outcome == created;
      case Expression.Call call ->
          FunctionFacts.lastName(call.function()).equals("get")
              && !call.arguments().isEmpty()
              && isCreated(call.arguments().getFirst())
              && outcome == created;
      case Expression.Not not -> tells(not.operand(), !outcome, created);
      case Expression.Logic logic ->
          logic.and() == outcome
              && logic.operands().stream().anyMatch(each -> tells(each, outcome, created));
      case Expression other -> false;
    };
  }

  private static boolean isCreated(Expression key) {
    return key instanceof Expression.Literal literal && literal.text().equals(CREATED);
  }
}
