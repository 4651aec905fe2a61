package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Columns that a model's own `save()` or `clean()` fills where they are empty, whatever else
/// holds: `if not self.number: self.number = ...`. A row that was saved once has them.
final class Fills {
  private static final Set<String> METHODS = Set.of("save", "asave", "clean", "full_clean");

  private Fills() {}

  /// The columns that such a method fills in any case.
  static Set<String> of(FunctionFacts method) {
    var out = new LinkedHashSet<String>();
    if (method.parameters().isEmpty()) {
      return out;
    }
    String self = method.parameters().getFirst().name();
    add(method.node().body(), self, out);
    return out;
  }

  private static void add(List<Statement> body, String self, Set<String> out) {
    for (Statement statement : body) {
      if (statement instanceof Statement.Branch branch) {
        empty(branch.test(), self)
            .filter(column -> assigns(branch.then(), self, column))
            .ifPresent(out::add);
      } else if (statement instanceof Statement.With with) {
        add(with.body(), self, out);
      } else if (statement instanceof Statement.Function inner
          && inner.parameters().isEmpty()
          && endsIn(body, inner.name())) {
        add(inner.body(), self, out);
      }
    }
  }

  /// Whether a body ends with a call of a function, whose work is its own then.
  private static boolean endsIn(List<Statement> body, String function) {
    return body.getLast() instanceof Statement.Return last
        && last.value()
            .filter(value ->
                value instanceof Expression.Call call
                    && call.function() instanceof Expression.Name name
                    && name.id().equals(function))
            .isPresent();
  }

  /// Whether a row that is saved here was saved before: it was read, or a method of its own that is
  /// no part of saving saves it.
  static boolean isOld(Read row, FunctionFacts here) {
    boolean own = row.kind() == Read.Kind.PARAMETER && row.detail().equals("0");
    boolean method = here.owner().isPresent() || here.isNested();
    return row.stored()
        || (own
            && method
            && Arrays.stream(here.qualifiedName().split("\\.")).noneMatch(METHODS::contains));
  }

  /// The column that a test finds empty: `not self.number`, `self.number is None`.
  private static Optional<String> empty(Expression test, String self) {
    return switch (test) {
      case Expression.Not not -> column(not.operand(), self);
      case Expression.Compare compare when compare.operands().size() == 2 && isNone(compare) ->
          column(compare.operands().getFirst(), self);
      case Expression other -> Optional.empty();
    };
  }

  private static boolean isNone(Expression.Compare compare) {
    String operator = compare.operators().getFirst();
    return (operator.equals("is") || operator.equals("=="))
        && compare.operands().get(1) instanceof Expression.Literal literal
        && literal.kind() == Expression.Literal.Kind.NONE;
  }

  private static Optional<String> column(Expression expression, String self) {
    return expression instanceof Expression.Attribute attribute
            && attribute.value() instanceof Expression.Name name
            && name.id().equals(self)
        ? Optional.of(attribute.attribute())
        : Optional.empty();
  }

  private static boolean assigns(List<Statement> body, String self, String column) {
    return body.stream()
        .anyMatch(each ->
            (each instanceof Statement.Assign assign
                    && assign.targets().stream()
                        .anyMatch(
                            target -> column(target, self).filter(column::equals).isPresent()))
                || (each instanceof Statement.With with && assigns(with.body(), self, column)));
  }
}
