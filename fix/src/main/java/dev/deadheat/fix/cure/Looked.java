package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExceptHandler;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.python.ast.UnaryOperator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A look for a row, and what is done if there is one and if there is none.
///
/// @param query the call with the lookups: `filter(...)` or `get(...)`
/// @param from the first statement
/// @param to the last statement
/// @param row what the row that is there is called; empty if it has no name
/// @param present what is done with it
/// @param absent what is done if there is none; not empty
/// @param sort how it is looked
record Looked(
    Expression.Call query,
    Statement from,
    Statement to,
    Optional<String> row,
    List<Statement> present,
    List<Statement> absent,
    Sort sort) {
  private static final Set<String> EXISTS = Set.of("exists", "aexists");
  private static final Set<String> FIRST = Set.of("first", "afirst");
  private static final Set<String> GETS = Set.of("get", "aget");

  /// How it is looked.
  enum Sort {
    /// `exists()`.
    ASKED,
    /// `first()`: any of them would do.
    FIRST,
    /// `get()`: there is one, or none.
    ONE,
    /// `return ....get()`.
    ANSWERED
  }

  /// The look that a statement hangs on: it is one of those that are done if there is no row.
  static Optional<Looked> around(Document document, Statement statement) {
    return document
        .parent(statement)
        .flatMap(above ->
            switch (above) {
              case Statement.If branch -> of(document, branch);
              case ExceptHandler handler ->
                  document
                      .parent(handler)
                      .filter(Statement.Try.class::isInstance)
                      .flatMap(attempt -> of(document, (Statement.Try) attempt));
              case Node other -> Optional.<Looked>empty();
            })
        .filter(looked -> looked.absent().contains(statement));
  }

  /// The look that a statement is.
  static Optional<Looked> of(Document document, Statement statement) {
    return switch (statement) {
      case Statement.If branch -> tested(document, branch);
      case Statement.Try attempt -> tried(document, attempt);
      case Statement other -> Optional.empty();
    };
  }

  private static Optional<Looked> tested(Document document, Statement.If branch) {
    if (!document.alone(branch) || document.text(branch).startsWith("elif")) {
      return Optional.empty();
    }
    if (branch.test() instanceof Expression.UnaryOp not
        && not.op() == UnaryOperator.NOT
        && call(not.operand()) instanceof Expression.Call exists
        && EXISTS.contains(Place.name(exists))) {
      return filter(exists)
          .map(query ->
              new Looked(
                  query,
                  branch,
                  branch,
                  Optional.empty(),
                  branch.orelse(),
                  branch.body(),
                  Sort.ASKED));
    }
    List<Statement> block = document.block(branch);
    int index = block.indexOf(branch);
    if (index == 0
        || !(block.get(index - 1) instanceof Statement.Assign assign)
        || !document.alone(assign)
        || assign.targets().size() != 1
        || !(assign.targets().getFirst() instanceof Expression.Name name)
        || !(call(assign.value()) instanceof Expression.Call first)
        || !FIRST.contains(Place.name(first))) {
      return Optional.empty();
    }
    String test = document.text(branch.test());
    boolean none = test.equals("not " + name.id()) || test.equals(name.id() + " is None");
    boolean one = test.equals(name.id()) || test.equals(name.id() + " is not None");
    boolean fits = none || (one && !branch.orelse().isEmpty());
    return fits
        ? filter(first)
            .map(query ->
                new Looked(
                    query,
                    assign,
                    branch,
                    Optional.of(name.id()),
                    none ? branch.orelse() : branch.body(),
                    none ? branch.body() : branch.orelse(),
                    Sort.FIRST))
        : Optional.empty();
  }

  private static Optional<Looked> tried(Document document, Statement.Try attempt) {
    boolean plain =
        attempt.handlers().size() == 1
            && attempt.finalbody().isEmpty()
            && document.alone(attempt)
            && attempt.handlers().getFirst().name().isEmpty()
            && attempt
                .handlers()
                .getFirst()
                .type()
                .filter(type -> document.text(type).endsWith("DoesNotExist"))
                .isPresent();
    if (!plain) {
      return Optional.empty();
    }
    List<Statement> absent = attempt.handlers().getFirst().body();
    List<Statement> body = attempt.body();
    return switch (body.getFirst()) {
      case Statement.Assign got
          when got.targets().size() == 1
              && got.targets().getFirst() instanceof Expression.Name name
              && (body.size() == 1 || attempt.orelse().isEmpty()) ->
          get(got.value())
              .map(query ->
                  new Looked(
                      query,
                      attempt,
                      attempt,
                      Optional.of(name.id()),
                      body.size() == 1 ? attempt.orelse() : body.subList(1, body.size()),
                      absent,
                      Sort.ONE));
      case Statement.Return answer when answer.value().isPresent() && attempt.orelse().isEmpty() ->
          get(answer.value().get())
              .map(query ->
                  new Looked(
                      query, attempt, attempt, Optional.empty(), List.of(), absent, Sort.ANSWERED));
      case Statement other -> Optional.empty();
    };
  }

  private static Optional<Expression.Call> get(Expression value) {
    return call(value) instanceof Expression.Call get
            && GETS.contains(Place.name(get))
            && isManager(get)
        ? Optional.of(get)
        : Optional.empty();
  }

  /// The call that is made, or waited for.
  private static Expression call(Expression expression) {
    return expression instanceof Expression.Await await ? await.value() : expression;
  }

  private static Optional<Expression.Call> filter(Expression.Call outer) {
    return outer.args().isEmpty()
            && outer.keywords().isEmpty()
            && outer.func() instanceof Expression.Attribute method
            && method.value() instanceof Expression.Call filter
            && Place.name(filter).equals("filter")
            && isManager(filter)
        ? Optional.of(filter)
        : Optional.empty();
  }

  private static boolean isManager(Expression.Call call) {
    return call.func() instanceof Expression.Attribute method
        && !(method.value() instanceof Expression.Call);
  }

  /// What is asked: a manager.
  Expression manager() {
    return ((Expression.Attribute) query.func()).value();
  }
}
