package dev.deadheat.fix.cure;

import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.BoolOperator;
import dev.deadheat.python.ast.CmpOperator;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a row must meet for a test on it to be false, as a query says it.
///
/// @param filters arguments of `filter()`
/// @param excludes arguments of `exclude()`, each for one of its own
record Lookup(List<String> filters, List<String> excludes) {
  Lookup {
    filters = List.copyOf(filters);
    excludes = List.copyOf(excludes);
  }

  /// The opposite of a test; empty if a query cannot say it.
  static Optional<Lookup> unless(SavedRow saved, ModelFacts model, Expression test) {
    return new Opposite(saved, model).of(test);
  }

  /// A query for the row with this key, if it still meets it.
  String query(String manager, String row) {
    var out = new StringBuilder(manager).append(".filter(pk=").append(row).append(".pk");
    filters.forEach(each -> out.append(", ").append(each));
    out.append(")");
    excludes.forEach(each -> out.append(".exclude(").append(each).append(")"));
    return out.toString();
  }

  private static Lookup filter(String argument) {
    return new Lookup(List.of(argument), List.of());
  }

  private static Lookup exclude(String argument) {
    return new Lookup(List.of(), List.of(argument));
  }

  private record Opposite(SavedRow saved, ModelFacts model) {
    Optional<Lookup> of(Expression test) {
      return switch (test) {
        case Expression.Compare compare when compare.ops().size() == 1 -> compared(compare);
        case Expression.BoolOp any when any.op() == BoolOperator.OR -> all(any.values());
        case Expression.UnaryOp not when not.op() == UnaryOperator.NOT ->
            truth(not.operand()).map(column -> filter(column + "=True"));
        case Expression other -> truth(other).map(column -> filter(column + "=False"));
      };
    }

    /// Of several tests any of which is enough; those that are not about the row stay true.
    private Optional<Lookup> all(List<Expression> tests) {
      var filters = new ArrayList<String>();
      var excludes = new ArrayList<String>();
      for (Expression each : tests) {
        if (saved.isIn(each)) {
          Optional<Lookup> one = of(each);
          if (one.isEmpty()) {
            return Optional.empty();
          }
          filters.addAll(one.get().filters());
          excludes.addAll(one.get().excludes());
        }
      }
      return filters.isEmpty() && excludes.isEmpty()
          ? Optional.empty()
          : Optional.of(new Lookup(filters, excludes));
    }

    private Optional<Lookup> compared(Expression.Compare compare) {
      Optional<String> column = column(compare.left());
      Expression value = compare.comparators().getFirst();
      if (column.isEmpty() || saved.isIn(value)) {
        return Optional.empty();
      }
      Document document = saved.document();
      String name = column.get();
      String text = document.text(value);
      boolean none = text.equals("None");
      CmpOperator op = compare.ops().getFirst();
      return switch (op) {
        case NOT_EQ -> none ? Optional.empty() : Optional.of(filter(name + "=" + text));
        case EQ -> none ? Optional.empty() : Optional.of(exclude(name + "=" + text));
        case IS_NOT -> none ? Optional.of(filter(name + "__isnull=True")) : Optional.empty();
        case IS -> none ? Optional.of(filter(name + "__isnull=False")) : Optional.empty();
        case LT -> Optional.of(filter(name + "__gte=" + text));
        case LT_E -> Optional.of(filter(name + "__gt=" + text));
        case GT -> Optional.of(filter(name + "__lte=" + text));
        case GT_E -> Optional.of(filter(name + "__lt=" + text));
        case NOT_IN -> Optional.of(filter(name + "__in=" + text));
        case IN -> Optional.of(exclude(name + "__in=" + text));
      };
    }

    /// The column of the row that an expression is, as a lookup names it.
    private Optional<String> column(Expression expression) {
      return saved
          .column(expression)
          .filter(name -> name.equals("pk") || model.field(name).isPresent())
          .map(name -> name.equals("pk") ? name : model.field(name).orElseThrow().name());
    }

    /// The column of the row that says yes or no.
    private Optional<String> truth(Expression expression) {
      return saved
          .column(expression)
          .flatMap(model::field)
          .filter(Opposite::isBoolean)
          .map(FieldFacts::name);
    }

    private static boolean isBoolean(FieldFacts field) {
      return field.type().equals("BooleanField") && !field.nullable();
    }
  }
}
