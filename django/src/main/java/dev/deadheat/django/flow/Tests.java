package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a test says about the reads it depends on, when it holds and when it does not.
final class Tests {
  private static final Set<String> ORDERING = Set.of("<", "<=", ">", ">=");

  private final Interpreter interpreter;
  private final Newness newness;

  Tests(Interpreter interpreter) {
    this.interpreter = interpreter;
    this.newness = new Newness(interpreter);
  }

  /// The outcome of a test.
  record Result(Set<Guard> whenTrue, Set<Guard> whenFalse, Map<String, Value> narrowTrue) {
    Set<Source> sources() {
      var all = new LinkedHashSet<Source>();
      whenTrue.forEach(guard -> all.add(guard.source()));
      return all;
    }

    /// What the value of the test comes of: of a look, which way round it holds.
    Value value() {
      return Value.derived(told());
    }

    /// What is told of the reads where it holds.
    Set<Source> told() {
      var all = new LinkedHashSet<Source>();
      whenTrue.forEach(guard -> all.add(guard.told()));
      return all;
    }

    Result negated() {
      Set<Guard> holds = whenFalse;
      return new Result(holds, whenTrue, Map.of());
    }
  }

  Result of(Expression test) {
    return switch (test) {
      case Expression.Not not -> of(not.operand()).negated();
      case Expression.Logic logic -> {
        var whenTrue = new LinkedHashSet<Guard>();
        var whenFalse = new LinkedHashSet<Guard>();
        var narrow = new LinkedHashMap<String, Value>();
        for (Expression operand : logic.operands()) {
          Result each = of(operand);
          // Of `a and b` that fails, or `a or b` that holds, nobody knows which operand did it.
          whenTrue.addAll(logic.and() ? each.whenTrue() : withoutKeys(each.whenTrue()));
          whenFalse.addAll(logic.and() ? withoutKeys(each.whenFalse()) : each.whenFalse());
          if (logic.and()) {
            narrow.putAll(each.narrowTrue());
          }
        }
        yield new Result(whenTrue, whenFalse, narrow);
      }
      case Expression.Compare compare -> compare(compare);
      case Expression.Bind bind -> {
        Value value = interpreter.evaluator.value(bind);
        yield Counts.told(bind, truth(value));
      }
      case Expression.Attribute attribute when newness.of(attribute).isPresent() ->
          newness.of(attribute).orElseThrow();
      case Expression.Name name when interpreter.state.told.containsKey(name.id()) ->
          interpreter.state.told.get(name.id());
      case Expression.Call call when isBool(call) -> of(call.arguments().getFirst());
      case Expression other -> {
        Result special = instanceTest(other);
        yield special != null
            ? special
            : Counts.told(other, truth(interpreter.evaluator.truth(other)));
      }
    };
  }

  /// What a name tells that is bound to a test: `is_new = self.pk is None`, `full = rows.count() >
  /// 9`.
  Optional<Result> told(Expression test) {
    return switch (test) {
      case Expression.Compare compare -> Optional.of(of(compare));
      case Expression.Not not -> Optional.of(of(not));
      case Expression.Call call when isBool(call) -> Optional.of(of(call));
      case Expression.Attribute attribute -> newness.of(attribute);
      case Expression other -> Optional.empty();
    };
  }

  private static boolean isBool(Expression.Call call) {
    return call.function() instanceof Expression.Name name
        && name.id().equals("bool")
        && call.arguments().size() == 1;
  }

  /// The outcome of a test whose operands are known: a flag that a caller gave, a view's action.
  Optional<Boolean> decided(Expression test) {
    return switch (test) {
      case Expression.Not not -> decided(not.operand()).map(holds -> !holds);
      case Expression.Name name -> truthOf(known(name));
      case Expression.Logic logic -> decided(logic);
      case Expression.Compare compare when compare.operands().size() == 2 -> {
        Value left = known(compare.operands().get(0));
        Expression right = compare.operands().get(1);
        Optional<Boolean> holds =
            switch (compare.operators().getFirst()) {
              case "is", "==" -> same(left, right);
              case "is not", "!=" -> same(left, right).map(same -> !same);
              case "in" -> among(left, right);
              case "not in" -> among(left, right).map(in -> !in);
              default -> Optional.empty();
            };
        yield holds;
      }
      case Expression.Attribute attribute when isDebug(attribute) -> Optional.of(false);
      case Expression other -> Optional.empty();
    };
  }

  /// One operand that fails decides `and`, one that holds decides `or`; else all are needed.
  private Optional<Boolean> decided(Expression.Logic logic) {
    boolean open = false;
    for (Expression operand : logic.operands()) {
      Optional<Boolean> each = decided(operand);
      if (each.filter(holds -> holds != logic.and()).isPresent()) {
        return each;
      }
      open |= each.isEmpty();
    }
    return open ? Optional.empty() : Optional.of(logic.and());
  }

  private Value known(Expression expression) {
    return switch (expression) {
      case Expression.Name name ->
          interpreter.state.variables.getOrDefault(name.id(), Value.UNKNOWN);
      case Expression.Attribute attribute when attribute.attribute().equals("action") ->
          interpreter.evaluator.value(attribute);
      case Expression.Attribute attribute when isVendor(attribute) ->
          new Value.Constant("postgresql", true);
      case Expression.Attribute attribute -> {
        Value left = Evaluator.path(attribute).map(interpreter.state.variables::get).orElse(null);
        yield left != null ? left : kept(known(attribute.value()), attribute.attribute());
      }
      case Expression other -> Value.UNKNOWN;
    };
  }

  /// What an object was made with. A text or number may be another by now: a state moves on, and
  /// who else holds the object is not known.
  private static Value kept(Value owner, String attribute) {
    Value made =
        owner instanceof Value.Instance instance
            ? instance.attributes().getOrDefault(attribute, Value.UNKNOWN)
            : Value.UNKNOWN;
    boolean moves = made instanceof Value.Constant && truthOf(made).isEmpty();
    return moves ? Value.UNKNOWN : made;
  }

  /// `settings.DEBUG`: what is said here is said of a site that people use.
  private static boolean isDebug(Expression.Attribute attribute) {
    return attribute.attribute().equals("DEBUG")
        && FunctionFacts.lastName(attribute.value()).equals("settings");
  }

  /// `connection.vendor`: what is said here is said of PostgreSQL.
  private static boolean isVendor(Expression.Attribute attribute) {
    return attribute.attribute().equals("vendor")
        && FunctionFacts.lastName(attribute.value()).startsWith("connection");
  }

  private static Optional<Boolean> truthOf(Value value) {
    return switch (value) {
      case Value.None _ -> Optional.of(false);
      case Value.Constant constant when !constant.isText() && constant.text().equals("True") ->
          Optional.of(true);
      case Value.Constant constant when !constant.isText() && constant.text().equals("False") ->
          Optional.of(false);
      case Value other -> Optional.empty();
    };
  }

  /// Whether a value is a row in any case.
  static boolean isThere(Value value) {
    return Value.alternatives(value).stream()
        .allMatch(each ->
            each instanceof Value.Row(Read read)
                && (isThere(read) || (read.kind() == Read.Kind.RELATED && isAlwaysThere(read))));
  }

  /// Whether a row is one for sure: a lookup that finds none raises.
  static boolean isThere(Read read) {
    return switch (read.kind()) {
      case CREATED, GET_OR_CREATE -> true;
      case ROW ->
          read.lookups().stream()
              .noneMatch(lookup ->
                  lookup.startsWith("[")
                      || lookup.equals(Table.MAYBE)
                      || lookup.equals(Table.GUESS));
      case PARAMETER, ROWS, EXISTS, COUNT, AGGREGATE, RELATED, FRAMEWORK, CACHE, CHANGED -> false;
    };
  }

  /// Whether a row is one for sure, or was handed to a library's code by a view, which has found
  /// it.
  private boolean isFound(Read read) {
    return isThere(read)
        || (read.kind() == Read.Kind.RELATED && isAlwaysThere(read))
        || (read.kind() == Read.Kind.PARAMETER && interpreter.function.module().library());
  }

  /// Whether a relation gives a row or raises: a column that is never null, or another model's
  /// one-to-one column, as all relations are that a model of the project gives to one of a library.
  private static boolean isAlwaysThere(Read related) {
    return related
        .parent()
        .filter(parent ->
            parent
                .table()
                .model()
                .flatMap(model -> model.field(related.detail()))
                .filter(FieldFacts::nullable)
                .isEmpty())
        .filter(
            parent -> parent.table().model().isPresent() || parent.kind() == Read.Kind.FRAMEWORK)
        .isPresent();
  }

  private Optional<Boolean> same(Value left, Expression right) {
    if (!(right instanceof Expression.Literal literal)) {
      return Optional.empty();
    }
    boolean none = literal.kind() == Expression.Literal.Kind.NONE;
    return switch (left) {
      case Value.None _ -> Optional.of(none);
      case Value.Constant constant ->
          none || constant.isText() != (literal.kind() == Expression.Literal.Kind.TEXT)
              ? Optional.of(false)
              : Optional.of(Evaluator.literal(literal).equals(constant));
      case Value.Row row when none && isFound(row.read()) -> Optional.of(false);
      case Value other -> Optional.empty();
    };
  }

  private Optional<Boolean> among(Value left, Expression right) {
    if (!(left instanceof Value.Constant) || !(right instanceof Expression.Display display)) {
      return Optional.empty();
    }
    boolean unknown = false;
    for (Expression element : display.elements()) {
      Optional<Boolean> same = same(left, element);
      if (same.orElse(false)) {
        return Optional.of(true);
      }
      unknown |= same.isEmpty();
    }
    return unknown ? Optional.empty() : Optional.of(false);
  }

  /// `isinstance(x, Model)` and `hasattr(row, "reverse_one_to_one")`.
  private @org.jspecify.annotations.Nullable Result instanceTest(Expression test) {
    if (test instanceof Expression.Call call
        && call.function() instanceof Expression.Name name
        && name.id().equals("isinstance")
        && call.arguments().size() == 2
        && call.arguments().get(0) instanceof Expression.Name subject) {
      Value value = interpreter.evaluator.value(subject);
      if (value instanceof Value.Derived) {
        var typed = interpreter.evaluator.typed(call.arguments().get(1), call.place());
        if (typed.isPresent()) {
          return new Result(Set.of(), Set.of(), Map.of(subject.id(), typed.get()));
        }
      }
      return new Result(Set.of(), Set.of(), Map.of());
    }
    return null;
  }

  private Result compare(Expression.Compare compare) {
    String operator = compare.operators().getFirst();
    Expression right = compare.operands().get(1);
    boolean none =
        right instanceof Expression.Literal literal
            && literal.kind() == Expression.Literal.Kind.NONE;
    boolean empty =
        right instanceof Expression.Literal literal
            && literal.kind() == Expression.Literal.Kind.NUMBER
            && literal.text().equals("0");
    if (compare.operands().size() == 2 && none) {
      Optional<Result> saved = newness.of(compare.operands().getFirst());
      if (saved.isPresent()) {
        return operator.equals("is") || operator.equals("==") ? saved.get().negated() : saved.get();
      }
    }
    if (compare.operands().size() == 2 && (none || empty)) {
      Expression left = compare.operands().getFirst();
      Result truth = Counts.told(left, truth(interpreter.evaluator.truth(left)));
      return switch (operator) {
        case "is", "==", "<=" -> truth.negated();
        case "is not", "!=", ">" -> truth;
        default -> either(truth.sources());
      };
    }
    boolean membership = operator.equals("in") || operator.equals("not in");
    if (compare.operands().size() == 2 && membership) {
      Set<Source> left = Value.sources(interpreter.evaluator.value(compare.operands().getFirst()));
      Value container = interpreter.evaluator.value(right);
      Set<Source> found = interpreter.evaluator.contains(container, right.place());
      var whenIn = new LinkedHashSet<Guard>();
      found.forEach(source -> whenIn.add(new Guard(source, Guard.Polarity.PRESENT)));
      left.forEach(source -> whenIn.add(new Guard(source, Guard.Polarity.EITHER)));
      Result result = new Result(whenIn, negated(whenIn), Map.of());
      return operator.equals("in") ? result : result.negated();
    }
    Set<Source> all = Set.of();
    boolean literal = false;
    boolean given = false;
    for (Expression operand : compare.operands()) {
      Set<Source> sources = Value.sources(interpreter.evaluator.value(operand));
      literal |= operand instanceof Expression.Literal;
      given |= Counts.isGivenLength(operand, sources);
      all = Value.union(all, sources);
    }
    interpreter.state.sorted |=
        ORDERING.contains(operator)
            && !literal
            && all.stream().allMatch(source -> source.read().kind() == Read.Kind.PARAMETER);
    return either(given ? Counts.without(all) : all);
  }

  private static Set<Guard> withoutKeys(Set<Guard> guards) {
    var out = new LinkedHashSet<>(guards);
    out.removeIf(guard -> guard.source().column().equals("pk"));
    return out;
  }

  private static Result either(Set<Source> sources) {
    var guards = new LinkedHashSet<Guard>();
    for (Source source : sources) {
      guards.add(new Guard(source, Guard.Polarity.EITHER));
    }
    return new Result(guards, guards, Map.of());
  }

  /// What a value's own truth says.
  static Result truth(Value value) {
    var whenTrue = new LinkedHashSet<Guard>();
    for (Source source : Value.sources(value)) {
      whenTrue.add(
          switch (source.aspect()) {
            case EXISTENCE, ABSENCE, AGGREGATE, MADE, CHANGED ->
                new Guard(source, Guard.Polarity.PRESENT);
            case WHOLE ->
                new Guard(
                    Source.of(source.read(), Source.Aspect.EXISTENCE), Guard.Polarity.PRESENT);
            case COLUMN ->
                new Guard(
                    source,
                    source.read().kind() == Read.Kind.CACHE
                        ? Guard.Polarity.PRESENT
                        : Guard.Polarity.EITHER);
          });
    }
    // What is not there comes from elsewhere: the lookup would have raised.
    Set<Source> there = new LinkedHashSet<>();
    for (Source source : Value.sources(value)) {
      if (source.aspect() == Source.Aspect.WHOLE && isThere(source.read())) {
        there.add(Source.of(source.read(), Source.Aspect.EXISTENCE));
      }
    }
    there.removeAll(value instanceof Value.Choice choice ? choice.deciders() : Set.of());
    Set<Guard> whenFalse = negated(whenTrue);
    whenFalse.removeIf(guard -> there.contains(guard.source()));
    return new Result(whenTrue, whenFalse, Map.of());
  }

  static Set<Guard> negated(Set<Guard> guards) {
    var out = new LinkedHashSet<Guard>();
    guards.forEach(guard -> out.add(guard.negated()));
    return out;
  }

  static List<Guard> absent(List<Read> reads) {
    return reads.stream()
        .map(read -> new Guard(Source.of(read, Source.Aspect.EXISTENCE), Guard.Polarity.ABSENT))
        .toList();
  }
}
