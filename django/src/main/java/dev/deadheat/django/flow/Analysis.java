package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.project.Names;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.django.trace.Dependency;
import dev.deadheat.django.trace.Memo;
import dev.deadheat.django.trace.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The whole-project analysis: runs functions and remembers their summaries.
///
/// Summaries are made for a function, the kinds of its arguments, and a level: at level n the
/// functions that it calls are followed n calls deep. Levels make the result independent of the
/// order in which functions are asked for, also where functions call each other in a circle, so
/// that any number of threads give the same answer.
///
/// Safe for use by many threads.
public final class Analysis {
  /// The class of a dict display whose keys are known.
  static final ClassFacts DICT = ClassFacts.builtin("dict");

  /// The class of a `Q` object.
  static final ClassFacts Q = ClassFacts.builtin("Q");

  /// The class of `Sum("column")` and its like.
  static final ClassFacts AGGREGATE = ClassFacts.builtin("Aggregate");

  /// How many calls deep a function is followed.
  public static final int LEVELS = 5;

  private final Names names;
  private final Hierarchy hierarchy;
  private final Models models;
  private final Memo<Key, Summary> summaries = new Memo<>();
  private final Memo<PlaceKey, Value> constants = new Memo<>();
  private final Wrappings wrappings = new Wrappings(this);
  private final Memo<ClassFacts, Map<String, FunctionFacts>> attributeMakers = new Memo<>();

  private final Memo<FunctionFacts, List<Optional<ModelFacts>>> annotatedModels = new Memo<>();
  private final Memo<FunctionFacts, Set<String>> rowPaths = new Memo<>();
  private final Map<String, List<FunctionFacts>> rareMethods;
  private final Map<String, FunctionFacts> requestMakers;
  private final Map<String, List<FunctionFacts>> signals;
  private final LockNames lockNames;
  private final Heirs heirs;

  private record Key(FunctionFacts function, String arguments, int level) {}

  record PlaceKey(PythonModule module, int start, int level) {}

  /// Over the facts of a project.
  ///
  /// @param classes all its classes, tests left out
  /// @param functions all its functions and methods, tests left out
  /// @param signals whom the project's own signals call, by the signal's name
  /// @param lockFunctions the names of functions that take a lock, as the project says
  public Analysis(
      Names names,
      Hierarchy hierarchy,
      Models models,
      Collection<ClassFacts> classes,
      Collection<FunctionFacts> functions,
      Map<String, List<FunctionFacts>> signals,
      Set<String> lockFunctions) {
    this.names = names;
    this.hierarchy = hierarchy;
    this.models = models;
    this.rareMethods = RareMethods.among(functions, hierarchy, models);
    this.signals = signals;
    this.lockNames = new LockNames(lockFunctions);
    this.requestMakers = RequestAttributes.among(functions);
    this.heirs = new Heirs(classes, hierarchy);
  }

  Names names() {
    return names;
  }

  Hierarchy hierarchy() {
    return hierarchy;
  }

  Models models() {
    return models;
  }

  Wrappings wrappings() {
    return wrappings;
  }

  LockNames lockNames() {
    return lockNames;
  }

  Heirs heirs() {
    return heirs;
  }

  /// What a function treats as rows.
  Set<String> rowPaths(FunctionFacts function) {
    return rowPaths.get(function, () -> RowPaths.of(function));
  }

  /// The methods that a name means though the receiver is unknown; none for a common name.
  List<FunctionFacts> rareMethods(String name) {
    Trace.saw(Dependency.Kind.METHOD, name);
    List<FunctionFacts> found = rareMethods.getOrDefault(name, List.of());
    found.forEach(method -> method.module().seen());
    return found;
  }

  /// The functions that a signal of the project's own calls; none if it has no such signal.
  List<FunctionFacts> receivers(String signal) {
    Trace.saw(Dependency.Kind.SIGNAL, signal);
    List<FunctionFacts> found = signals.getOrDefault(signal, List.of());
    found.forEach(receiver -> receiver.module().seen());
    return found;
  }

  /// The answer to a question about functions: see [Dependency.Kind].
  public String answer(Dependency.Kind kind, String name) {
    return switch (kind) {
      case METHOD -> rareMethods.getOrDefault(name, List.of()).toString();
      case REQUEST -> String.valueOf(requestMakers.get(name));
      case SIGNAL -> signals.getOrDefault(name, List.of()).toString();
      case BELOW -> heirs.answer(name);
      case FILE, MODULES, MODELS, VARIABLE, ACCESSOR, USER ->
          throw new IllegalArgumentException("not a question about functions: " + kind);
    };
  }

  /// All that happens in a function whose caller is unknown.
  public FunctionFlow flow(FunctionFacts function) {
    FunctionFlow flow = flow(function, function.owner());
    for (ClassFacts heir : heirs.of(function)) {
      flow = flow.and(flow(function, Optional.of(heir)));
    }
    return flow;
  }

  private FunctionFlow flow(FunctionFacts function, Optional<ClassFacts> self) {
    var interpreter = new Interpreter(this, function, LEVELS);
    interpreter.isValidated = isValidated(function);
    interpreter.isHandler = Preludes.precede(function);
    interpreter.run(new UnknownArguments(this, self).of(function, interpreter), Map.of());
    return interpreter.flow();
  }

  /// A run of a function inside another, whose caller is unknown.
  Interpreter inner(FunctionFacts outer, Statement.Function nested, Effort effort) {
    FunctionFacts facts = FunctionFacts.inside(outer, nested);
    var interpreter = new Interpreter(this, facts, LEVELS, effort);
    interpreter.run(unknownArguments(facts, interpreter), Map.of());
    return interpreter;
  }

  /// Whether the framework calls this method only after the validators of its class.
  private boolean isValidated(FunctionFacts function) {
    if (function.owner().isEmpty() || !function.isBound()) {
      return false;
    }
    ClassFacts owner = function.owner().get();
    return switch (function.name()) {
      case "create", "update" -> hierarchy.is(owner, ClassKind.SERIALIZER);
      case "save" ->
          hierarchy.is(owner, ClassKind.SERIALIZER) || hierarchy.is(owner, ClassKind.FORM);
      default -> false;
    };
  }

  /// The summary of a call that no run makes.
  Summary summary(Value.Function function, List<Value> arguments, int level) {
    return summary(function, arguments, level, new Effort());
  }

  /// The summary of a call.
  ///
  /// @param effort of the caller, for what is of use to no other
  Summary summary(Value.Function function, List<Value> arguments, int level, Effort effort) {
    FunctionFacts definition = function.definition();
    var placeholders = new Placeholders(definition);
    List<Value> inner = new ArrayList<>();
    var key = new StringBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      inner.add(placeholders.of(Integer.toString(i), arguments.get(i), 0));
      key.append(Placeholders.key(arguments.get(i), 0)).append(';');
    }
    if (!function.closure().isEmpty()) {
      return run(definition, inner, function.closure(), level, effort);
    }
    if (arguments.stream().anyMatch(Placeholders::captures)) {
      return run(definition, typed(definition, inner, level), Map.of(), level, effort);
    }
    var memo = new Key(definition, key.toString(), level);
    return summaries.get(
        memo,
        () -> run(definition, typed(definition, inner, level), Map.of(), level, new Effort()));
  }

  Summary run(
      FunctionFacts function,
      List<Value> arguments,
      Map<String, Value> closure,
      int level,
      Effort effort) {
    var interpreter = new Interpreter(this, function, level, effort);
    interpreter.run(arguments, closure);
    return interpreter.summary();
  }

  /// Arguments of which nothing is known take the type of their parameter's annotation.
  private List<Value> typed(FunctionFacts function, List<Value> arguments, int level) {
    var out = new ArrayList<Value>();
    List<Value> guesses = List.of();
    for (int i = 0; i < arguments.size(); i++) {
      Value value = arguments.get(i);
      if (value instanceof Value.Derived && i < function.parameters().size()) {
        if (guesses.isEmpty()) {
          guesses = unknownArguments(function, new Interpreter(this, function, level));
        }
        value = guesses.get(i);
      }
      out.add(value);
    }
    return out;
  }

  /// The arguments without rows that cannot be what their parameter is annotated with.
  List<Value> fitting(FunctionFacts function, List<Value> arguments) {
    List<Optional<ModelFacts>> wanted =
        annotatedModels.get(function, () -> annotatedModels(function));
    var out = new ArrayList<Value>();
    for (int i = 0; i < arguments.size(); i++) {
      Value value = arguments.get(i);
      Optional<ModelFacts> model = i < wanted.size() ? wanted.get(i) : Optional.empty();
      out.add(model.isPresent() ? fitting(value, model.get().definition()) : value);
    }
    return out;
  }

  private List<Optional<ModelFacts>> annotatedModels(FunctionFacts function) {
    var interpreter = new Interpreter(this, function, 0);
    var out = new ArrayList<Optional<ModelFacts>>();
    for (Parameter parameter : function.parameters()) {
      out.add(
          parameter
              .annotation()
              .flatMap(a -> interpreter.evaluator.typed(a, function.node().place()))
              .flatMap(value ->
                  value instanceof Value.Row row ? row.read().table().model() : Optional.empty()));
    }
    return out;
  }

  private Value fitting(Value value, ClassFacts wanted) {
    Value out = null;
    boolean dropped = false;
    for (Value each : Value.alternatives(value)) {
      boolean contradicts =
          each instanceof Value.Row row
              && row.read()
                  .table()
                  .model()
                  .map(ModelFacts::definition)
                  .filter(d -> !hierarchy.inherits(d, wanted) && !hierarchy.inherits(wanted, d))
                  .isPresent();
      if (contradicts) {
        dropped = true;
      } else {
        out = out == null ? each : Value.choice(out, each, Set.of());
      }
    }
    if (!dropped) {
      return value;
    }
    return out == null || out instanceof Value.Choice ? Value.UNKNOWN : out;
  }

  List<Value> unknownArguments(FunctionFacts function, Interpreter interpreter) {
    return new UnknownArguments(this, function.owner()).of(function, interpreter);
  }

  boolean isManager(ClassFacts definition) {
    return hierarchy.is(definition, ClassKind.MANAGER)
        || hierarchy.is(definition, ClassKind.QUERYSET);
  }

  Value.Query query(Table table, Site site) {
    return new Value.Query(
        table, Set.of(), false, false, Set.of(), false, Set.of(), Optional.empty(), site, true);
  }

  /// The value of a module's or class's variable.
  Value constant(PythonModule module, Expression expression, int level) {
    if (expression instanceof Expression.Literal literal) {
      return switch (literal.kind()) {
        case TEXT -> new Value.Constant(literal.text(), true);
        case NUMBER -> new Value.Constant(literal.text(), false);
        case NONE -> new Value.None();
        case TRUE, FALSE, OTHER -> Value.UNKNOWN;
      };
    }
    if (level <= 0) {
      return Value.UNKNOWN;
    }
    return constants.get(
        new PlaceKey(module, expression.place().start(), level),
        () -> {
          var interpreter =
              new Interpreter(this, FunctionFacts.around(module, expression.place()), level - 1);
          return Placeholders.detached(interpreter.evaluator.value(expression));
        });
  }

  /// The value that some method of a class gives to an attribute of `self`.
  Optional<Value> attribute(ClassFacts definition, String name, int level) {
    if (level <= 0) {
      return Optional.empty();
    }
    for (ClassFacts each : hierarchy.ancestry(definition).order()) {
      FunctionFacts maker = attributeMakers.get(each, () -> AttributeMakers.of(each)).get(name);
      if (maker != null) {
        var self = new Value.Instance(definition, Map.of());
        var arguments = new ArrayList<Value>();
        arguments.add(self);
        for (int i = 1; i < maker.parameters().size(); i++) {
          arguments.add(Value.UNKNOWN);
        }
        Summary summary =
            summary(new Value.Function(maker, Optional.of(self), Map.of()), arguments, level - 1);
        Value value = summary.attributes().get(maker.parameters().getFirst().name() + "." + name);
        if (value != null) {
          return Optional.of(Placeholders.detached(value));
        }
      }
    }
    return Optional.empty();
  }

  /// The table of the row that middleware leaves on every request under this name.
  Optional<Table> requestRow(String name, int level) {
    Trace.saw(Dependency.Kind.REQUEST, name);
    FunctionFacts maker = requestMakers.get(name);
    if (maker == null || level <= 0) {
      return Optional.empty();
    }
    List<Value> unknown = unknownArguments(maker, new Interpreter(this, maker, level));
    Optional<Value> self = maker.isBound() ? Optional.of(unknown.getFirst()) : Optional.empty();
    Summary summary = summary(new Value.Function(maker, self, Map.of()), unknown, level - 1);
    Value left =
        summary.attributes().getOrDefault(RequestAttributes.REQUEST + "." + name, Value.UNKNOWN);
    return Value.alternatives(left).stream()
        .filter(each -> each instanceof Value.Row row && !row.read().fresh())
        .map(each -> ((Value.Row) each).read().table())
        .filter(table -> table.model().isPresent())
        .findFirst();
  }
}
