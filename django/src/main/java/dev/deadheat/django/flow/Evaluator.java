package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.django.project.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Evaluates expressions on abstract values, with their effects.
final class Evaluator {
  final Interpreter interpreter;
  private final Attributes attributes;
  private final Assignments assignments;
  private final Calls calls;

  Evaluator(Interpreter interpreter) {
    this.interpreter = interpreter;
    this.attributes = new Attributes(this);
    this.assignments = new Assignments(this);
    this.calls = new Calls(this, attributes);
  }

  Attributes attributes() {
    return attributes;
  }

  Assignments assignments() {
    return assignments;
  }

  Calls calls() {
    return calls;
  }

  Value value(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> name(name.id());
      case Expression.Attribute attribute -> attribute(attribute);
      case Expression.Call call -> calls.call(call);
      case Expression.Literal literal -> literal(literal);
      case Expression.Compare compare -> new Tests(interpreter).of(compare).value();
      case Expression.Not not -> new Tests(interpreter).of(not).value();
      case Expression.Logic logic -> logic(logic);
      case Expression.Arithmetic arithmetic -> arithmetic(arithmetic);
      case Expression.Index index -> index(index);
      case Expression.Slice slice -> parts(slice.parts());
      case Expression.Display display -> new Displays(this).display(display);
      case Expression.Mapping mapping -> new Displays(this).mapping(mapping);
      case Expression.Comprehension comprehension ->
          new Displays(this).comprehension(comprehension);
      case Expression.Lambda lambda -> {
        interpreter.lambdas.add(lambda);
        yield new Value.Closure(
            lambda, interpreter.within, Map.copyOf(interpreter.state.variables));
      }
      case Expression.Conditional conditional -> {
        Optional<Boolean> decided = new Tests(interpreter).decided(conditional.test());
        if (decided.isPresent()) {
          yield value(decided.get() ? conditional.then() : conditional.otherwise());
        }
        Tests.Result test = new Tests(interpreter).of(conditional.test());
        State before = interpreter.state.copy();
        interpreter.state.guard(test.whenTrue());
        Value then = value(conditional.then());
        interpreter.state.guards = before.guards;
        interpreter.state.guard(test.whenFalse());
        Value otherwise = value(conditional.otherwise());
        interpreter.state.guards = before.guards;
        yield Value.choice(then, otherwise, test.sources());
      }
      case Expression.Bind bind -> {
        Value value = value(bind.value());
        interpreter.state.variables.put(bind.name(), value);
        yield value;
      }
      case Expression.Spread spread -> value(spread.value());
      case Expression.Yield yielded -> {
        yielded.value().ifPresent(v -> interpreter.record.returns.add(value(v)));
        interpreter.wrap(Handed.NOTHING);
        yield Value.UNKNOWN;
      }
      case Expression.Opaque opaque -> parts(opaque.parts());
    };
  }

  static Value literal(Expression.Literal literal) {
    return switch (literal.kind()) {
      case TEXT -> new Value.Constant(literal.text(), true);
      case NUMBER -> new Value.Constant(literal.text(), false);
      case TRUE -> new Value.Constant("True", false);
      case FALSE -> new Value.Constant("False", false);
      case NONE -> new Value.None();
      case OTHER -> Value.UNKNOWN;
    };
  }

  private Value parts(List<Expression> parts) {
    Set<Source> all = Set.of();
    for (Expression part : parts) {
      Value value = value(part);
      all = Value.union(all, Value.sources(value));
    }
    return Value.derived(all);
  }

  private Value name(String id) {
    Value known = interpreter.state.variables.get(id);
    if (known != null) {
      return known;
    }
    return interpreter
        .analysis
        .names()
        .name(interpreter.within.module(), id)
        .map(this::symbol)
        .orElseGet(() -> new Value.External(id, false));
  }

  Value symbol(Symbol symbol) {
    return switch (symbol) {
      case Symbol.OfClass(ClassFacts definition) -> new Value.Type(definition);
      case Symbol.OfFunction(FunctionFacts definition) ->
          new Value.Function(definition, Optional.empty(), Map.of());
      case Symbol.OfModule(PythonModule module) -> new Value.Module(module);
      case Symbol.OfValue(PythonModule module, Expression expression) ->
          interpreter.analysis.constant(module, expression, interpreter.level);
      case Symbol.External(String dotted) -> new Value.External(dotted, false);
    };
  }

  Value imported(String module) {
    return interpreter
        .analysis
        .names()
        .module(interpreter.function.module(), module)
        .<Value>map(Value.Module::new)
        .orElseGet(() -> new Value.External(module, false));
  }

  Value importedFrom(Statement.ImportFrom from) {
    var binding = new Binding.Imported(from.level(), from.module(), Optional.of(from.symbol()));
    return symbol(interpreter.analysis.names().follow(interpreter.function.module(), binding));
  }

  /// The path of a chain of attributes on a variable, `self.order`; empty for anything else.
  static Optional<String> path(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> Optional.of(name.id());
      case Expression.Attribute attribute ->
          path(attribute.value()).map(owner -> owner + "." + attribute.attribute());
      case Expression other -> Optional.empty();
    };
  }

  private Value attribute(Expression.Attribute attribute) {
    Optional<String> path = path(attribute);
    if (path.isPresent()) {
      Value known = interpreter.state.variables.get(path.get());
      if (known != null) {
        return known;
      }
    }
    Value owner = value(attribute.value());
    if (Attributes.isManager(attribute.attribute())
        && path.isPresent()
        && (owner instanceof Value.Derived || owner instanceof Value.Method)) {
      // A model that is only known as a variable: its table is known by the variable's name.
      return interpreter.analysis.query(
          Table.unknown(path.get()), interpreter.site(attribute.place()));
    }
    Value found = attributes.of(owner, attribute.attribute(), attribute.place());
    if (!(found instanceof Value.Row)
        && FunctionFacts.lastName(attribute.value()).equals(RequestAttributes.REQUEST)) {
      Optional<Table> row =
          interpreter.analysis.requestRow(attribute.attribute(), interpreter.level);
      if (row.isPresent()) {
        found = attributes.given(row.get(), attribute.attribute(), attribute.place());
      }
    }
    if (path.isPresent()
        && Value.alternatives(found).stream()
            .anyMatch(v -> v instanceof Value.Row || v instanceof Value.Instance)) {
      // A related row is cached on the instance: read it once.
      interpreter.state.variables.put(path.get(), found);
      assignments.keep(attribute, owner, found);
    }
    return found;
  }

  private Value logic(Expression.Logic logic) {
    // `a or b` is one of its operands, reached under the tests before it.
    Set<Guard> before = interpreter.state.guards;
    Value out = Value.UNKNOWN;
    Set<Source> deciders = Set.of();
    boolean first = true;
    for (Expression operand : logic.operands()) {
      tested = Value.UNKNOWN;
      Tests.Result test = new Tests(interpreter).of(operand);
      boolean compound =
          operand instanceof Expression.Logic
              || operand instanceof Expression.Not
              || operand instanceof Expression.Compare;
      Value value = compound ? test.value() : tested;
      out = first ? value : Value.choice(out, value, deciders);
      first = false;
      deciders = Value.union(deciders, test.sources());
      interpreter.state.guard(logic.and() ? test.whenTrue() : test.whenFalse());
    }
    interpreter.state.guards = before;
    return out;
  }

  private Value tested = Value.UNKNOWN;

  /// The value whose truth a test asks for: a queryset is asked whether it has rows.
  Value truth(Expression expression) {
    Value value = value(expression);
    tested = value;
    var out = new ArrayList<Value>();
    for (Value each : Value.alternatives(value)) {
      if (each instanceof Value.Query query) {
        Read read = new QueryReads(this).truth(query, expression.place());
        out.add(
            Value.derived(
                Value.union(Set.of(Source.of(read, Source.Aspect.EXISTENCE)), query.sources())));
      } else {
        out.add(each);
      }
    }
    Set<Source> deciders =
        value instanceof Value.Choice choice ? choice.deciders() : Set.<Source>of();
    return out.size() == 1 && deciders.isEmpty() ? out.getFirst() : new Value.Choice(out, deciders);
  }

  private Value arithmetic(Expression.Arithmetic arithmetic) {
    Value left = value(arithmetic.left());
    Value right = value(arithmetic.right());
    if (isAtomic(left) || isAtomic(right)) {
      return ATOMIC;
    }
    if (left instanceof Value.Query query && right instanceof Value.Query other) {
      return query.filtered(Set.of(), other.sources());
    }
    if (arithmetic.operator().equals("-") && Leftovers.isListed(right)) {
      return new Leftovers(this).of(left, right, arithmetic.place());
    }
    if (left instanceof Value.Bag bag) {
      return new Value.Bag(
          right instanceof Value.Bag other
              ? Value.choice(bag.element(), other.element(), Set.of())
              : bag.element(),
          Value.union(bag.sources(), Value.sources(right)));
    }
    if (left instanceof Value.Constant one && right instanceof Value.Constant other) {
      return folded(one, arithmetic.operator(), other);
    }
    return Value.derived(Value.union(Value.sources(left), Value.sources(right)));
  }

  /// What two constants make: `60 * 5`.
  private static Value folded(Value.Constant left, String operator, Value.Constant right) {
    Optional<Integer> one = LockNotes.seconds(left);
    Optional<Integer> other = LockNotes.seconds(right);
    boolean numbers = !left.isText() && !right.isText() && one.isPresent() && other.isPresent();
    if (!numbers) {
      return Value.UNKNOWN;
    }
    return switch (operator) {
      case "*" -> new Value.Constant(Long.toString((long) one.get() * other.get()), false);
      case "+" -> new Value.Constant(Long.toString((long) one.get() + other.get()), false);
      default -> Value.UNKNOWN;
    };
  }

  /// An expression that the database computes.
  static final Value ATOMIC = new Value.External("django.db.models.F", true);

  static boolean isAtomic(Value value) {
    return value instanceof Value.External external
        && external.called()
        && external.dotted().equals("django.db.models.F");
  }

  private Value index(Expression.Index index) {
    Value owner = value(index.value());
    Value key = value(index.key());
    var out = new ArrayList<Value>();
    for (Value each : Value.alternatives(owner)) {
      out.add(indexed(each, key, index));
    }
    Value joined = out.getFirst();
    for (Value each : out) {
      joined = Value.choice(joined, each, Set.of());
    }
    return new Inputs(this).row(index.value(), key, joined, index.place());
  }

  private Value indexed(Value owner, Value key, Expression.Index index) {
    return switch (owner) {
      case Value.Query query ->
          index.key() instanceof Expression.Slice
              ? query.filtered(Set.of("[]"), Set.of())
              : new QueryReads(this).one(query, index.place());
      case Value.Many many -> {
        if (key instanceof Value.Constant constant && constant.text().matches("\\d{1,6}")) {
          int at = Integer.parseInt(constant.text());
          if (at < many.elements().size()) {
            yield many.elements().get(at);
          }
        }
        yield Value.derived(Value.sources(many));
      }
      case Value.Bag bag -> index.key() instanceof Expression.Slice ? bag : bag.element();
      case Value.Type type -> type;
      case Value.Instance dict when dict.definition() == Analysis.DICT ->
          Containers.entry(dict, key);
      case Value other -> Value.derived(Value.union(Value.sources(other), Value.sources(key)));
    };
  }

  /// What iterating a value gives; iterating a queryset reads it.
  Value element(Value value, Place place) {
    var out = new ArrayList<Value>();
    for (Value each : Value.alternatives(value)) {
      out.add(
          switch (each) {
            case Value.Query query -> new QueryReads(this).rows(query, place);
            case Value.Bag bag -> bag.element();
            case Value.Many many -> {
              Value joined = many.elements().isEmpty() ? Value.UNKNOWN : many.elements().getFirst();
              for (Value element : many.elements()) {
                joined = Value.choice(joined, element, Set.of());
              }
              yield joined;
            }
            case Value other -> Value.derived(Value.sources(other));
          });
    }
    Value joined = out.getFirst();
    for (Value each : out) {
      joined = Value.choice(joined, each, Set.of());
    }
    return joined;
  }

  /// What `x in container` depends on.
  Set<Source> contains(Value container, Place place) {
    Set<Source> all = Set.of();
    for (Value each : Value.alternatives(container)) {
      if (each instanceof Value.Query query) {
        Read read = new QueryReads(this).read(query, Read.Kind.EXISTS, place, "");
        all = Value.union(all, Set.of(Source.of(read, Source.Aspect.EXISTENCE)));
      } else {
        var found = new LinkedHashSet<Source>();
        for (Source source : Value.sources(each)) {
          boolean rows =
              source.aspect() != Source.Aspect.ABSENCE
                  && (source.read().kind() == Read.Kind.ROWS
                      || source.read().kind() == Read.Kind.EXISTS);
          found.add(rows ? Source.of(source.read(), Source.Aspect.EXISTENCE) : source);
        }
        all = Value.union(all, found);
      }
    }
    return all;
  }

  /// A value of an annotated type.
  Optional<Value> typed(Expression annotation, Place place) {
    return new Annotations(interpreter).value(annotation, place);
  }

  /// What a context manager or decorator of the project holds around the code that it wraps.
  Optional<Summary.Wrapped> wrappedBy(Expression expression) {
    return calls.wrappedBy(expression);
  }

  /// A queryset left this function's sight: whoever got it may evaluate it.
  void escapes(Value value) {
    for (Value each : Value.alternatives(value)) {
      switch (each) {
        case Value.Query query -> interpreter.record.lazyLocks.remove(query.site().place());
        case Value.Bag bag -> escapes(bag.element());
        case Value.Many many -> many.elements().forEach(this::escapes);
        case Value.Instance instance -> instance.attributes().values().forEach(this::escapes);
        case Value other -> {}
      }
    }
  }
}
