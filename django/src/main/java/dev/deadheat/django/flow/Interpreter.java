package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.Lapse;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs one function on abstract values, once, with its control flow: both sides of a branch are
/// taken and joined, a loop's body is taken once, and a path that returns or raises leaves its test
/// as a guard on what follows.
///
/// Used by one thread for one run.
final class Interpreter {
  private static final int MAX_STATEMENTS = 6000;

  final Analysis analysis;
  final FunctionFacts function;
  final int level;
  final Effort effort;
  final Evaluator evaluator;
  final Gathered record = new Gathered(this);
  State state = new State();

  /// Names whose call runs the code that this function wraps.
  Set<String> wrappedNames = Set.of();

  /// Whether the validators of the function's class have run before it.
  boolean isValidated;

  /// Whether what its class does before a handler has been done.
  boolean isHandler;

  /// The function whose code is run: another one while a lambda of a caller is.
  FunctionFacts within;

  /// The function's own lambdas.
  final Set<Expression.Lambda> lambdas = new HashSet<>();

  /// Whether a lambda is being run that a caller has handed over, or this is a nested function.
  boolean inGivenLambda;

  /// The rows of other functions that closures bring in.
  Captures captures = Captures.none();

  private int statements;
  private Place discarded = Place.NOWHERE;

  /// How the value is written that is assigned now.
  Optional<String> assigning = Optional.empty();

  /// The call whose arguments were evaluated last.
  Optional<Expression.Call> calling = Optional.empty();

  Interpreter(Analysis analysis, FunctionFacts function, int level) {
    this(analysis, function, level, new Effort());
  }

  /// As part of another run, whose effort it shares.
  Interpreter(Analysis analysis, FunctionFacts function, int level, Effort effort) {
    this.effort = effort;
    this.analysis = analysis;
    this.function = function;
    this.within = function;
    this.level = level;
    this.evaluator = new Evaluator(this);
    function.module().seen();
  }

  /// Runs the whole function.
  ///
  /// @param arguments the values of its parameters, in order
  void run(List<Value> arguments, Map<String, Value> closure) {
    state.variables.putAll(closure);
    captures = Captures.of(arguments, closure);
    inGivenLambda = !closure.isEmpty();
    List<Parameter> parameters = function.parameters();
    for (int i = 0; i < parameters.size() && i < arguments.size(); i++) {
      state.variables.put(parameters.get(i).name(), arguments.get(i));
    }
    for (String path : analysis.rowPaths(function)) {
      rowAt(path);
    }
    new Decorations(this).enter();
    if (isHandler) {
      new Preludes(this).enter();
    }
    if (isValidated) {
      new Framework(evaluator).validate(arguments.getFirst(), function.node().place());
    }
    block(function.node().body());
    if (!state.ended) {
      record.ends.add(state);
    }
    record.lockUses.addAll(record.lazyLocks.values());
  }

  /// Takes a parameter, or an attribute of `self`, for a row if nothing else is known of it.
  private void rowAt(String path) {
    int dot = path.indexOf('.');
    String base = dot < 0 ? path : path.substring(0, dot);
    Value known = state.variables.get(base);
    boolean unknown =
        dot < 0
            ? known instanceof Value.Derived
            : known instanceof Value.Instance instance
                && path.indexOf('.', dot + 1) < 0
                && isUnknown(instance, path.substring(dot + 1));
    if (unknown) {
      state.variables.put(
          path, new Value.Row(Placeholders.parameter(function, "", Table.unknown(path))));
    }
  }

  private boolean isUnknown(Value.Instance instance, String attribute) {
    Value value = evaluator.attributes().of(instance, attribute, function.node().place());
    return value instanceof Value.Derived || value instanceof Value.Method;
  }

  void block(List<Statement> body) {
    for (Statement statement : body) {
      if (state.ended) {
        return;
      }
      if (++statements > MAX_STATEMENTS || !effort.step()) {
        effort.cut();
        return;
      }
      one(statement);
    }
  }

  private void one(Statement statement) {
    switch (statement) {
      case Statement.Assign assign -> assign(assign);
      case Statement.Declare declare -> declare(declare);
      case Statement.Evaluate evaluate -> {
        discarded = evaluate.expression().place();
        evaluator.value(evaluate.expression());
      }
      case Statement.Return result -> leave(result.value());
      case Statement.Raise raise -> raise(raise);
      case Statement.Branch branch -> new Branches(this).run(branch);
      case Statement.While loop -> new Loops(this).loop(loop);
      case Statement.For loop -> new Loops(this).loop(loop);
      case Statement.With with -> new WithBlocks(this).run(with);
      case Statement.Try attempt -> new TryBlocks(this).run(attempt);
      case Statement.Jump _ -> state.ended = true;
      case Statement.Delete delete ->
          delete
              .targets()
              .forEach(target -> {
                if (target instanceof Expression.Index index) {
                  evaluator.assignments().mutate(index.value(), Set.of());
                }
              });
      case Statement.Import plain ->
          state.variables.put(
              plain.name().orElse(first(plain.module())),
              evaluator.imported(
                  plain.name().isPresent() ? plain.module() : first(plain.module())));
      case Statement.ImportFrom from ->
          state.variables.put(from.name(), evaluator.importedFrom(from));
      case Statement.Function nested -> define(nested);
      case Statement.ClassDef _ -> {}
    }
  }

  private static String first(String dotted) {
    int dot = dotted.indexOf('.');
    return dot < 0 ? dotted : dotted.substring(0, dot);
  }

  private void define(Statement.Function nested) {
    var facts = FunctionFacts.inside(function, nested);
    state.variables.put(
        nested.name(), new Value.Function(facts, Optional.empty(), Map.copyOf(state.variables)));
  }

  private void assign(Statement.Assign assign) {
    Optional<Tests.Result> told = new Tests(this).told(assign.value());
    Value value =
        told.isPresent() && !(assign.value() instanceof Expression.Attribute)
            ? told.get().value()
            : evaluator.value(assign.value());
    if (assign.annotation().isPresent() && Value.sources(value).isEmpty()) {
      Optional<Value> typed = evaluator.typed(assign.annotation().get(), assign.place());
      if (typed.isPresent() && value instanceof Value.Derived) {
        value = typed.get();
      }
    }
    String written = new CacheKeys(this).text(assign.value());
    assigning = Optional.of(written);
    for (Expression target : assign.targets()) {
      Value clean = Cleaning.of(target, assign.value(), value);
      evaluator.assignments().bind(target, Sums.of(target, assign.value(), clean));
      if (target instanceof Expression.Name name) {
        state.written.put(name.id(), written);
        told.ifPresent(test -> state.told.put(name.id(), test));
      }
    }
    assigning = Optional.empty();
  }

  private void declare(Statement.Declare declare) {
    if (declare.target() instanceof Expression.Name name
        && !state.variables.containsKey(name.id())) {
      evaluator
          .typed(declare.annotation(), declare.place())
          .ifPresent(value -> state.variables.put(name.id(), value));
    }
  }

  void leave(Optional<Expression> result) {
    Value value = result.map(evaluator::value).orElse(new Value.None());
    evaluator.escapes(value);
    result.ifPresent(what -> new TornWrites(this).returned(what));
    answers(value);
    // Which value is returned depends on the tests that led here.
    record.returns.add(guarded(value));
    record.ends.add(state);
    state = state.copy();
    state.ended = true;
  }

  /// Notes the columns that decide what the caller is told: a test of such a one has an effect
  /// beside what is written.
  private void answers(Value value) {
    boolean tells =
        switch (value) {
          case Value.Constant _, Value.Derived _, Value.External _, Value.Method _ -> true;
          case Value other -> false;
        };
    for (Guard guard : state.guards) {
      if (tells && guard.source().aspect() == Source.Aspect.COLUMN) {
        record.answers.add(guard.source());
      }
    }
  }

  private Value guarded(Value value) {
    boolean plain = value instanceof Value.Constant || value instanceof Value.None;
    boolean computed =
        Value.alternatives(value).stream()
            .allMatch(each ->
                each instanceof Value.Derived
                    || each instanceof Value.Constant
                    || each instanceof Value.None);
    if (!computed) {
      return value;
    }
    Set<Source> deciders = Set.of();
    for (Guard guard : state.guards) {
      if (plain || guard.source().read().kind() == Read.Kind.EXISTS) {
        boolean holds = value instanceof Value.Constant constant && constant.text().equals("True");
        boolean fails =
            value instanceof Value.None
                || (value instanceof Value.Constant constant && constant.text().equals("False"));
        Source told = holds ? guard.told() : fails ? guard.negated().told() : guard.source();
        deciders = Value.union(deciders, Set.of(told));
      }
    }
    if (deciders.isEmpty()) {
      return value;
    }
    return value instanceof Value.Choice choice
        ? new Value.Choice(choice.values(), Value.union(choice.deciders(), deciders))
        : new Value.Choice(List.of(value), deciders);
  }

  private void raise(Statement.Raise raise) {
    raise.exception().ifPresent(evaluator::value);
    new TornWrites(this).raised(state.guards, state.committed, raise.place());
    // What an earlier look has already decided is not what this one asks.
    record.exits.addAll(
        state.guards.stream()
            .filter(guard -> !guard.source().column().equals("pk"))
            .filter(guard -> !record.exits.contains(guard))
            .map(Counts::passed)
            .toList());
    state.ended = true;
  }

  Site site(Place place) {
    return new Site(within, place);
  }

  boolean inTransaction() {
    return state.transactions > 0 && !state.afterCommit;
  }

  /// Whether nobody looks at what the call at this place returns.
  boolean isDiscarded(Place place) {
    return discarded.equals(place);
  }

  /// Notes a write.
  void wrote(Write write) {
    record.writes.add(write);
    boolean stays =
        switch (write.kind()) {
          case SAVE, DELETE, UPDATE, DELETE_ROWS, CREATE, BULK_CREATE, BULK_UPDATE, GET_OR_CREATE ->
              !write.inTransaction();
          case CACHE_SET, TELL -> false;
        };
    if (stays && !state.afterCommit) {
      state.commit(write);
    }
    if (write.kind() != Write.Kind.CACHE_SET && write.kind() != Write.Kind.TELL) {
      record.lockNotes.changes(write.outermost().place());
    }
  }

  /// Notes what holds while code that this function wraps runs.
  ///
  /// @param handed what that code is called with
  void wrap(Handed handed) {
    if (record.wrapped.isEmpty()) {
      record.wrapped =
          Optional.of(
              new Summary.Wrapped(
                  state.locks,
                  inTransaction(),
                  state.guards,
                  record.lockNotes.expiry().orElseGet(Expiry.Never::new),
                  Parts.any(
                      function.node().body(),
                      each -> FunctionFacts.lastName(each).equals("on_commit")),
                  handed));
    }
  }

  /// Where its locks, and those of the functions inside it, do not hold what they promise.
  private List<Lapse> lapses() {
    if (effort.isCut()) {
      return List.of();
    }
    var out = new ArrayList<>(record.lockNotes.lapses(function.name()));
    for (Statement.Function nested : InnerFunctions.thatLock(function.node())) {
      boolean called =
          record.calls.stream()
              .anyMatch(call -> call.callee().node().place().equals(nested.place()));
      LockNotes notes = analysis.inner(function, nested, effort).record.lockNotes;
      // What a function calls of its own is a part of it, whatever that is named.
      out.addAll(notes.lapses(called ? function.name() : nested.name()));
    }
    return List.copyOf(out);
  }

  Summary summary() {
    new Answers(record.answers).unsettle(record.writes);
    return new Summaries(this).build();
  }

  FunctionFlow flow() {
    new Answers(record.answers).unsettle(record.writes);
    return new FunctionFlow(
        function,
        List.copyOf(record.writes),
        List.copyOf(record.reads),
        record.started(),
        List.copyOf(record.lockUses),
        List.copyOf(record.swallows.values()),
        List.copyOf(record.torn),
        lapses(),
        List.copyOf(record.calls),
        !effort.isCut());
  }
}
