package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.LockEvent;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Symbol;
import dev.deadheat.django.trace.Memo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What decorators and context managers hold around the code that they wrap.
///
/// Safe for use by many threads.
final class Wrappings {
  private final Analysis analysis;
  private final Memo<Analysis.PlaceKey, Optional<Summary.Wrapped>> wrappers = new Memo<>();

  Wrappings(Analysis analysis) {
    this.analysis = analysis;
  }

  /// What a decorator or context manager holds around the code that it wraps.
  Optional<Summary.Wrapped> wrapped(Value.Function function, int level) {
    if (level <= 0) {
      return Optional.empty();
    }
    FunctionFacts definition = function.definition();
    return wrappers.get(
        new Analysis.PlaceKey(definition.module(), definition.node().place().start(), level),
        () -> around(definition, level));
  }

  private Optional<Summary.Wrapped> around(FunctionFacts definition, int level) {
    return definition.hasDecorator("contextmanager")
            || definition.hasDecorator("asynccontextmanager")
        ? analysis
            .run(
                definition,
                analysis.unknownArguments(definition, new Interpreter(analysis, definition, level)),
                Map.of(),
                level - 1,
                new Effort())
            .wrapped()
        : inner(definition, definition, new LinkedHashSet<>(), level - 1);
  }

  /// The innermost function of a decorator that calls what it decorates.
  private Optional<Summary.Wrapped> inner(
      FunctionFacts outer, FunctionFacts function, Set<String> parameters, int level) {
    function.parameters().forEach(parameter -> parameters.add(parameter.name()));
    for (Statement statement : function.node().body()) {
      if (statement instanceof Statement.Function nested) {
        var facts = FunctionFacts.inside(function, nested);
        Optional<Summary.Wrapped> deeper =
            inner(outer, facts, new LinkedHashSet<>(parameters), level);
        if (deeper.isPresent()) {
          return deeper;
        }
        var interpreter = new Interpreter(analysis, facts, level);
        interpreter.wrappedNames = Set.copyOf(parameters);
        interpreter.run(analysis.unknownArguments(facts, interpreter), Map.of());
        if (interpreter.record.wrapped.isPresent()) {
          return interpreter.record.wrapped.map(wrapped -> Placeholders.detached(wrapped, outer));
        }
      }
    }
    return level > 0
        ? forwarded(function).flatMap(next -> inner(outer, next, new LinkedHashSet<>(), level - 1))
        : Optional.empty();
  }

  /// The function that a decorator leaves all to: `return closed_to(view, "open")`.
  private Optional<FunctionFacts> forwarded(FunctionFacts function) {
    boolean forwards =
        !function.node().body().isEmpty()
            && function.node().body().getLast() instanceof Statement.Return result
            && result.value().filter(Expression.Call.class::isInstance).isPresent();
    if (!forwards) {
      return Optional.empty();
    }
    var result = (Statement.Return) function.node().body().getLast();
    var call = (Expression.Call) result.value().orElseThrow();
    Set<String> own =
        function.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
    boolean handsOn =
        call.arguments().stream()
            .anyMatch(each -> each instanceof Expression.Name name && own.contains(name.id()));
    return handsOn
        ? analysis
            .names()
            .expression(function.module(), call.function())
            .filter(Symbol.OfFunction.class::isInstance)
            .map(symbol -> ((Symbol.OfFunction) symbol).definition())
        : Optional.empty();
  }

  /// What an object holds between `__enter__` and `__exit__`.
  Optional<Summary.Wrapped> entered(ClassFacts definition, FunctionFacts enter, int level) {
    var self = new Value.Instance(definition, Map.of());
    Summary summary =
        analysis.summary(
            new Value.Function(enter, Optional.of(self), Map.of()), List.of(self), level - 1);
    if (!summary.left().isEmpty()) {
      return Optional.of(
          new Summary.Wrapped(
              summary.left(),
              false,
              Set.of(),
              summary.outline().take().map(LockEvent.Take::expiry).orElseGet(Expiry.Never::new),
              waitsForCommit(definition),
              Handed.NOTHING));
    }
    if (LockNames.names(definition.name())) {
      return Optional.of(
          new Summary.Wrapped(
              List.of(
                  new Lock(
                      Lock.Kind.CACHE,
                      Optional.empty(),
                      new Site(enter, enter.node().place()),
                      true,
                      false)),
              false,
              Set.of(),
              new Expiry.Never(),
              waitsForCommit(definition),
              Handed.NOTHING));
    }
    return definition.name().toLowerCase(Locale.ROOT).contains("atomic")
        ? Optional.of(
            new Summary.Wrapped(
                List.of(), true, Set.of(), new Expiry.Never(), false, Handed.NOTHING))
        : Optional.empty();
  }

  /// Whether a lock of a class has a way to be released only after the commit.
  private boolean waitsForCommit(ClassFacts definition) {
    for (String name : List.of("__exit__", "release")) {
      Optional<FunctionFacts> method = analysis.hierarchy().method(definition, name);
      method.ifPresent(found -> found.module().seen());
      if (method.isPresent()
          && Parts.any(
              method.get().node().body(),
              each -> FunctionFacts.lastName(each).equals("on_commit"))) {
        return true;
      }
    }
    return false;
  }
}
