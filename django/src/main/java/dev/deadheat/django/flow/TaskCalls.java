package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.project.FunctionFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Calls that hand a function to a task queue or a thread.
final class TaskCalls {
  private static final Set<String> ENQUEUE =
      Set.of(
          "delay",
          "apply_async",
          "enqueue",
          "enqueue_in",
          "enqueue_at",
          "send_task",
          "defer",
          "schedule",
          "async_task",
          "delay_async",
          "send_with_options",
          "enqueue_call",
          "defer_async");

  /// When it is to start.
  private static final Set<String> LATER = Set.of("countdown", "eta", "delay");

  private final Evaluator evaluator;
  private final Interpreter interpreter;
  private final Tellings tellings;

  TaskCalls(Evaluator evaluator, Tellings tellings) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
    this.tellings = tellings;
  }

  /// Whether a call of this name hands something to a queue.
  static boolean isEnqueue(String name) {
    return ENQUEUE.contains(name);
  }

  static boolean isFunction(Value value) {
    return value instanceof Value.Function
        || value instanceof Value.Partial
        || value instanceof Value.Closure;
  }

  /// `queue.enqueue(task, ...)`.
  void enqueue(Calls.Arguments arguments, Expression written) {
    Value task = arguments.first();
    String name =
        task instanceof Value.Function function
            ? function.definition().name()
            : FunctionFacts.lastName(
                written instanceof Expression.Attribute attribute ? attribute.value() : written);
    tellings.tell(kind(FunctionFacts.lastName(written), arguments), name, arguments);
    background(
        task,
        arguments.positional().isEmpty()
            ? List.of()
            : arguments.positional().subList(1, arguments.positional().size()),
        arguments.keywords(),
        arguments.place());
  }

  private static Dispatch.Kind kind(String method, Calls.Arguments arguments) {
    boolean waits =
        LATER.stream()
            .flatMap(each -> arguments.get(-1, each).stream())
            .anyMatch(value -> !(value instanceof Value.None) && !isNow(value));
    return waits || method.equals("enqueue_in") || method.equals("enqueue_at")
        ? Dispatch.Kind.LATER_TASK
        : Dispatch.Kind.TASK;
  }

  private static boolean isNow(Value value) {
    return value instanceof Value.Constant constant && constant.text().equals("0");
  }

  /// Methods of a function: `task.delay(...)`.
  Value onFunction(Value function, String name, Calls.Arguments arguments, Expression written) {
    if (ENQUEUE.contains(name)
        || (name.equals("send") && isActor(function))
        || name.equals("delay_on_commit")
        || name.equals("apply_async_on_commit")) {
      boolean waits = name.endsWith("_on_commit");
      boolean before = interpreter.state.afterCommit;
      interpreter.state.afterCommit |= waits;
      Optional<FunctionFacts> task =
          function instanceof Value.Function known
              ? Optional.of(known.definition())
              : Optional.empty();
      boolean own =
          task.filter(each -> Queues.isOwn(each, interpreter.analysis.names())).isPresent();
      tellings.tell(
          own ? Dispatch.Kind.OWN_TASK : kind(name, arguments),
          task.map(FunctionFacts::name).orElse(name),
          arguments);
      List<Value> positional = arguments.positional();
      Map<String, Value> keywords = arguments.keywords();
      if (name.startsWith("apply_async")) {
        positional =
            arguments.get(0, "args").filter(Value.Many.class::isInstance).isPresent()
                ? ((Value.Many) arguments.get(0, "args").get()).elements()
                : List.of();
        keywords =
            arguments.get(1, "kwargs").filter(Value.Instance.class::isInstance).isPresent()
                ? ((Value.Instance) arguments.get(1, "kwargs").get()).attributes()
                : Map.of();
      }
      background(bound(function), positional, keywords, arguments.place());
      interpreter.state.afterCommit = before;
      return Value.UNKNOWN;
    }
    return switch (name) {
      case "s", "si", "signature", "subtask" ->
          new Value.Partial(function, arguments.positional(), arguments.keywords());
      case "__wrapped__", "apply", "call_local", "run" ->
          evaluator.calls().apply(function, arguments, written);
      default -> Value.derived(arguments.sources());
    };
  }

  /// Runs a function elsewhere: another thread, another process, later.
  void background(
      Value function, List<Value> positional, Map<String, Value> keywords, Place place) {
    for (Value each : Value.alternatives(function)) {
      switch (each) {
        case Value.Function known ->
            new Invocation(evaluator).call(known, positional, keywords, place, true, false);
        case Value.Partial partial ->
            background(partial.function(), partial.arguments(), partial.keywords(), place);
        case Value other -> {}
      }
    }
  }

  /// A bound task (`bind=True`) gets itself as its first argument.
  private static Value bound(Value function) {
    if (function instanceof Value.Function known
        && known.self().isEmpty()
        && !known.definition().parameters().isEmpty()
        && known.definition().parameters().getFirst().name().equals("self")) {
      return new Value.Function(known.definition(), Optional.of(Value.UNKNOWN), known.closure());
    }
    return function;
  }

  private static boolean isActor(Value function) {
    return function instanceof Value.Function known
        && (known.definition().hasDecorator("actor") || known.definition().hasDecorator("task"));
  }
}
