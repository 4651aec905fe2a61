package dev.deadheat.rules;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
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
        && (isUnder(body, write.outermost().place())
            || (write.isIn(receiver) && isUnder(body, write.site().place())));
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

  private static boolean isUnder(List<Statement> body, Place place) {
    boolean known = false;
    for (Statement statement : body) {
      if (holds(List.of(statement), place)) {
        return known || isInside(statement, place);
      }
      known |=
          statement instanceof Statement.Branch branch
              && asksNot(branch.test())
              && !branch.then().isEmpty()
              && branch.then().getLast() instanceof Statement.Return;
    }
    return false;
  }

  private static boolean isInside(Statement statement, Place place) {
    if (statement instanceof Statement.Branch branch) {
      if (!holds(branch.then(), place) && !holds(branch.otherwise(), place)) {
        return false;
      }
      return holds(branch.then(), place)
          ? asks(branch.test()) || isUnder(branch.then(), place)
          : asksNot(branch.test()) || isUnder(branch.otherwise(), place);
    }
    return Parts.blocks(statement).stream().anyMatch(block -> isUnder(block, place));
  }

  private static boolean holds(List<Statement> body, Place place) {
    return Parts.any(
        body, each -> each instanceof Expression.Call call && call.place().equals(place));
  }

  /// `created`, `kwargs["created"]` or `kwargs.get("created")`, alone or with something else.
  private static boolean asks(Expression test) {
    return switch (test) {
      case Expression.Name name -> isName(name);
      case Expression.Index index -> isCreated(index.key());
      case Expression.Call call ->
          FunctionFacts.lastName(call.function()).equals("get")
              && !call.arguments().isEmpty()
              && isCreated(call.arguments().getFirst());
      case Expression.Logic logic ->
          logic.and() && logic.operands().stream().anyMatch(NewRows::asks);
      case Expression other -> false;
    };
  }

  private static boolean asksNot(Expression test) {
    return switch (test) {
      case Expression.Not not -> asks(not.operand());
      case Expression.Logic logic ->
          !logic.and() && logic.operands().stream().anyMatch(NewRows::asksNot);
      case Expression other -> false;
    };
  }

  private static boolean isCreated(Expression key) {
    return key instanceof Expression.Literal literal && literal.text().equals(CREATED);
  }
}
