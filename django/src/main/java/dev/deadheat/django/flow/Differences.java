package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a test says that columns do not hold.
final class Differences {
  private final Evaluator evaluator;

  Differences(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// What holds where a test came out this way.
  Set<Difference> of(Expression test, boolean outcome) {
    var out = new LinkedHashSet<Difference>();
    add(test, outcome, out);
    return out;
  }

  private void add(Expression test, boolean outcome, Set<Difference> out) {
    switch (test) {
      case Expression.Not not -> add(not.operand(), !outcome, out);
      case Expression.Logic logic -> {
        // Where any of several differs, all are set: each to what it is compared with.
        logic.operands().forEach(operand -> add(operand, outcome, out));
      }
      case Expression.Compare compare when compare.operands().size() == 2 ->
          compared(compare, outcome, out);
      case Expression.Attribute attribute -> {
        for (Source source : columns(attribute)) {
          out.add(new Difference(source, outcome ? Difference.FALSE : Difference.TRUE));
        }
      }
      case Expression other -> {}
    }
  }

  private void compared(Expression.Compare compare, boolean outcome, Set<Difference> out) {
    String operator = compare.operators().getFirst();
    boolean equal = operator.equals("==") || operator.equals("is");
    if (!equal && !operator.equals("!=") && !operator.equals("is not")) {
      return;
    }
    boolean holds = equal == outcome;
    compared(compare.operands().getFirst(), compare.operands().get(1), holds, out);
    compared(compare.operands().get(1), compare.operands().getFirst(), holds, out);
  }

  private void compared(Expression column, Expression with, boolean holds, Set<Difference> out) {
    if (!(column instanceof Expression.Attribute attribute)) {
      return;
    }
    Value other = constant(with);
    for (Source source : columns(attribute)) {
      if (!holds) {
        out.add(
            new Difference(
                source, Difference.written(new CacheKeys(evaluator.interpreter).text(with))));
      }
      if (other instanceof Value.None) {
        out.add(new Difference(source, holds ? Difference.TRUE : Difference.FALSE));
      } else if (!holds) {
        Difference.of(other).ifPresent(value -> out.add(new Difference(source, value)));
      } else if (other instanceof Value.Constant flag && isFlag(flag)) {
        // `if row.closed is False:` asks what `if not row.closed:` asks.
        boolean set = flag.text().equals("True");
        out.add(new Difference(source, set ? Difference.FALSE : Difference.TRUE));
      }
    }
  }

  private static boolean isFlag(Value.Constant constant) {
    return !constant.isText()
        && (constant.text().equals("True") || constant.text().equals("False"));
  }

  /// A constant, by value or by name.
  private Value constant(Expression expression) {
    boolean plain =
        expression instanceof Expression.Literal
            || Evaluator.path(expression).filter(path -> rows(path).isEmpty()).isPresent();
    return plain ? evaluator.value(expression) : Value.UNKNOWN;
  }

  private List<Source> columns(Expression.Attribute attribute) {
    var out = new ArrayList<Source>();
    for (Read row : Evaluator.path(attribute.value()).map(this::rows).orElse(List.of())) {
      String name = attribute.attribute();
      boolean isColumn =
          row.table().model().map(model -> model.field(name).isPresent()).orElse(true);
      if (isColumn) {
        String column = row.table().model().map(model -> model.column(name)).orElse(name);
        out.add(new Source(row, Source.Aspect.COLUMN, column));
      }
    }
    return out;
  }

  /// The rows that a variable, or the longest known part of a path, stands for.
  private List<Read> rows(String path) {
    for (String each = path; !each.isEmpty(); each = parent(each)) {
      Value value = evaluator.interpreter.state.variables.get(each);
      if (value != null) {
        return each.equals(path)
            ? Value.alternatives(value).stream()
                .filter(Value.Row.class::isInstance)
                .map(row -> ((Value.Row) row).read())
                .toList()
            : List.of();
      }
    }
    return List.of();
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }
}
