package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.LockEvent;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Calls of Python's built-ins, Django, and the libraries that projects use with it.
final class LibraryCalls {
  private static final Set<String> TRANSPARENT =
      Set.of(
          "async_to_sync",
          "sync_to_async",
          "database_sync_to_async",
          "wraps",
          "csrf_exempt",
          "method_decorator",
          "staticmethod",
          "classmethod",
          "deepcopy",
          "copy",
          "iter",
          "reversed",
          "mark_safe",
          "SimpleLazyObject");
  private static final Set<String> ATOMIC = Set.of("F", "Now", "RawSQL");
  private static final Set<String> AGGREGATES = Set.of("Sum", "Max", "Min", "Avg", "Count");

  /// How people name what takes messages: pika's channels, kombu's and Kafka's producers.
  private static final Pattern BROKERS =
      Pattern.compile("producer|publisher|channel|exchange|broker|pubsub|kafka|redis|queue|sns");

  /// How people name lists in Redis that workers take from.
  private static final Pattern TAKEN =
      Pattern.compile("queue|job|task|event|stream|channel|broker|message|inbox|outbox|work");

  /// What Celery starts when it is called: tasks one after the other or at once.
  private static final Set<String> CANVAS = Set.of("chain", "group", "chord");

  private static final Set<String> HTTP = Set.of("requests", "httpx", "urllib", "aiohttp");

  private final Evaluator evaluator;
  private final Interpreter interpreter;
  private final Builtins builtins;
  private final CacheCalls caches;
  private final LockCalls locks;
  private final ModelLookups lookups;
  private final Tellings tellings;
  private final TaskCalls tasks;

  LibraryCalls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
    this.builtins = new Builtins(evaluator);
    this.caches = new CacheCalls(evaluator);
    this.locks = new LockCalls(evaluator.interpreter);
    this.lookups = new ModelLookups(evaluator);
    this.tellings = new Tellings(evaluator);
    this.tasks = new TaskCalls(evaluator, tellings);
  }

  /// Methods of functions: `task.delay(...)`.
  Value onFunction(Value function, String name, Calls.Arguments arguments, Expression written) {
    return tasks.onFunction(function, name, arguments, written);
  }

  /// Methods of locks.
  Value onLock(Value.LockObject lock, String name, Calls.Arguments arguments) {
    return locks.onLock(lock, name, arguments);
  }

  Optional<Value> builtin(String name, Expression.Call call) {
    return builtins.call(name, call);
  }

  Value call(Value.External external, Calls.Arguments arguments, Expression written) {
    String dotted = external.dotted();
    String last = dotted.substring(dotted.lastIndexOf('.') + 1);
    if (external.called() && !Evaluator.isAtomic(external)) {
      if (dotted.startsWith("celery") && CANVAS.contains(last)) {
        tellings.tell(Dispatch.Kind.TASK, last, arguments);
      }
      return Value.derived(arguments.sources());
    }
    Optional<Value> cached = caches.call(last, arguments, written);
    if (cached.isPresent()) {
      return cached.get();
    }
    if (dotted.startsWith("celery") && CANVAS.contains(last)) {
      return new Value.Partial(
          new Value.External(dotted, true), arguments.positional(), arguments.keywords());
    }
    if (TaskCalls.isEnqueue(last)) {
      tasks.enqueue(arguments, written);
      return Value.UNKNOWN;
    }
    if (AGGREGATES.contains(last)
        || arguments.positional().stream().anyMatch(LibraryCalls::isAggregate)) {
      return aggregate(arguments);
    }
    if (ATOMIC.contains(last)
        || arguments.positional().stream().anyMatch(Evaluator::isAtomic)
        || arguments.keywords().values().stream().anyMatch(Evaluator::isAtomic)) {
      return Evaluator.ATOMIC;
    }
    if (TRANSPARENT.contains(last)) {
      return arguments.first();
    }
    return switch (last) {
      case "cast" -> new Unresolved(evaluator).cast(arguments);
      case "get_object_or_404", "aget_object_or_404" -> lookups.lookedUp(arguments, false);
      case "get_list_or_404" -> lookups.lookedUp(arguments, true);
      case "atomic" -> new Value.External("django.db.transaction.atomic", true);
      case "on_commit", "run_on_commit" -> {
        afterCommit(arguments.first(), arguments.place());
        yield Value.UNKNOWN;
      }
      case "Q" -> new Value.Instance(Analysis.Q, names(arguments));
      case "get_user_model" ->
          interpreter
              .analysis
              .models()
              .user()
              .<Value>map(model -> new Value.Type(model.definition()))
              .orElseGet(() -> new Value.UnknownModel("User"));
      case "get_model" -> lookups.model(arguments);
      case "partial", "partialmethod" ->
          new Value.Partial(
              arguments.first(),
              arguments.positional().isEmpty()
                  ? List.of()
                  : arguments.positional().subList(1, arguments.positional().size()),
              arguments.keywords());
      case "Thread", "Timer", "Process" -> {
        Optional<Value> target = arguments.get(1, last.equals("Timer") ? "function" : "target");
        Value given = arguments.keywords().getOrDefault("args", Value.UNKNOWN);
        target.ifPresent(function ->
            tasks.background(
                function,
                given instanceof Value.Many many ? many.elements() : List.of(),
                Map.of(),
                arguments.place()));
        yield new Value.External(dotted, true);
      }
      case "send_mail", "mail_admins", "mail_managers", "send_mass_mail" -> {
        tellings.tell(Dispatch.Kind.MAIL, last, arguments);
        yield Value.UNKNOWN;
      }
      // It is sent later, by its `send()`.
      case "EmailMessage", "EmailMultiAlternatives" -> new Value.External("mail." + last, true);
      default -> {
        arguments.positional().forEach(evaluator::escapes);
        arguments.keywords().values().forEach(evaluator::escapes);
        boolean sends =
            HTTP.contains(dotted.contains(".") ? dotted.substring(0, dotted.indexOf('.')) : "")
                && !dotted.startsWith("urllib.parse")
                && !Character.isUpperCase(last.charAt(0));
        if (sends) {
          tellings.tell(Dispatch.Kind.HTTP, last, arguments);
          yield Value.derived(arguments.sources());
        }
        if (dotted.equals("time.sleep") || dotted.equals("asyncio.sleep")) {
          tellings.toils(LockEvent.Toil.Kind.SLEEP, last, arguments);
        }
        if (dotted.startsWith("subprocess.") && !Character.isUpperCase(last.charAt(0))) {
          tellings.toils(LockEvent.Toil.Kind.PROGRAM, last, arguments);
        }
        if (LockNames.names(last)) {
          yield new Value.LockObject(
              LockNames.kind(written), last, LockNotes.expiry(arguments, -1, new Expiry.Never()));
        }
        Optional<Value> model = lookups.swapped(last);
        if (model.isPresent() && arguments.positional().isEmpty()) {
          yield model.get();
        }
        Optional<Value> narrowed = new Unresolved(evaluator).narrowed(last, arguments);
        if (narrowed.isPresent()) {
          yield narrowed.get();
        }
        boolean type = !last.isEmpty() && Character.isUpperCase(last.charAt(0));
        yield type && arguments.sources().isEmpty()
            ? new Value.External(dotted, true)
            : Value.derived(arguments.sources());
      }
    };
  }

  private static boolean isAggregate(Value value) {
    return value instanceof Value.Instance instance && instance.definition() == Analysis.AGGREGATE;
  }

  /// `Sum("balance")`, or an expression around one.
  private static Value aggregate(Calls.Arguments arguments) {
    return arguments.positional().stream()
        .filter(LibraryCalls::isAggregate)
        .findFirst()
        .orElseGet(
            () -> new Value.Instance(Analysis.AGGREGATE, Map.of("column", arguments.first())));
  }

  private static Map<String, Value> names(Calls.Arguments arguments) {
    var out = new LinkedHashMap<>(arguments.keywords());
    for (Value value : arguments.positional()) {
      if (value instanceof Value.Instance q && q.definition() == Analysis.Q) {
        out.putAll(q.attributes());
      }
    }
    return out;
  }

  private void afterCommit(Value callback, Place place) {
    State state = interpreter.state;
    boolean before = state.afterCommit;
    for (Value each : Value.alternatives(callback)) {
      if (each instanceof Value.Closure closure) {
        interpreter.record.waiting.add(new Site(closure.within(), closure.lambda().place()));
      }
    }
    state.afterCommit = true;
    evaluator.calls().callBack(callback, place);
    interpreter.state.afterCommit = before;
  }

  /// Methods of objects of which little is known.
  Value onObject(Value owner, String name, Calls.Arguments arguments, Expression written) {
    Optional<Value> cached = caches.call(name, arguments, written);
    if (cached.isPresent()) {
      return cached.get();
    }
    String receiver =
        written instanceof Expression.Attribute attribute
            ? FunctionFacts.lastName(attribute.value()).toLowerCase(Locale.ROOT)
            : "";
    // A queryset's `defer` names columns, a task's the parameters.
    boolean columns = name.equals("defer") && arguments.keywords().isEmpty();
    if (TaskCalls.isEnqueue(name) && !columns) {
      boolean first = !arguments.positional().isEmpty() && TaskCalls.isFunction(arguments.first());
      if (first) {
        tasks.enqueue(arguments, written);
      } else {
        tellings.tell(Dispatch.Kind.TASK, receiver, arguments);
        if (owner instanceof Value.Partial partial) {
          tasks.background(
              partial.function(), partial.arguments(), partial.keywords(), arguments.place());
        }
      }
      return Value.UNKNOWN;
    }
    locks.onObject(receiver, name, arguments, written);
    switch (name) {
      case "group_send" -> tellings.tell(Dispatch.Kind.MESSAGE, name, arguments);
      case "lpush", "rpush", "zadd", "xadd" -> {
        if (arguments.positional().size() > 1 && isTaken(receiver, arguments.place())) {
          tellings.tell(Dispatch.Kind.MESSAGE, name, arguments);
        }
      }
      case "publish", "basic_publish", "produce" -> {
        if (BROKERS.matcher(receiver).find()) {
          tellings.tell(Dispatch.Kind.MESSAGE, name, arguments);
        }
      }
      case "submit", "map", "apply", "starmap", "imap", "run_in_executor" -> {
        Value function =
            name.equals("run_in_executor") && arguments.positional().size() > 1
                ? arguments.positional().get(1)
                : arguments.first();
        if (TaskCalls.isFunction(function)) {
          List<Value> given = new java.util.ArrayList<>();
          for (int i = 1; i < arguments.positional().size(); i++) {
            Value value = arguments.positional().get(i);
            given.add(name.equals("submit") ? value : evaluator.element(value, arguments.place()));
          }
          tasks.background(function, given, arguments.keywords(), arguments.place());
          return Value.UNKNOWN;
        }
      }
      case "send", "send_messages" -> {
        if (owner instanceof Value.External external && external.dotted().contains("mail")) {
          tellings.tell(Dispatch.Kind.MAIL, name, arguments);
        }
      }
      case "send_email",
          "send_individual_email",
          "send_mail",
          "email_user",
          "send_notification",
          "notify" ->
          tellings.tell(Dispatch.Kind.MAIL, name, arguments);
      default -> {}
    }
    arguments.positional().forEach(evaluator::escapes);
    arguments.keywords().values().forEach(evaluator::escapes);
    if (LockNames.names(name)) {
      return new Value.LockObject(
          LockNames.kind(written), name, LockNotes.expiry(arguments, 1, new Expiry.Never()));
    }
    mutating(name, written, arguments);
    if (!(owner instanceof Value.External external) || external.called() || isAmbient(external)) {
      Optional<Value> called = new Unresolved(evaluator).byName(name, arguments);
      if (called.isPresent()) {
        return called.get();
      }
    }
    return new Unresolved(evaluator)
        .narrowed(name, arguments)
        .orElseGet(() -> Value.derived(Value.union(Value.sources(owner), arguments.sources())));
  }

  /// Whether a list in Redis is one that workers take from, by what it is called: others only keep
  /// what happened.
  private boolean isTaken(String receiver, Place place) {
    return TAKEN.matcher(receiver).find()
        || Parts.any(
            interpreter.function.node().body(),
            each ->
                each instanceof Expression.Call call
                    && call.place().equals(place)
                    && Parts.any(call.arguments().getFirst(), LibraryCalls::isOfQueue));
  }

  private static boolean isOfQueue(Expression key) {
    String name =
        key instanceof Expression.Literal literal ? literal.text() : FunctionFacts.lastName(key);
    return TAKEN.matcher(name.toLowerCase(Locale.ROOT)).find();
  }

  /// Whether it hangs on the request, where middleware leaves objects of the project.
  private static boolean isAmbient(Value.External external) {
    return external.dotted().startsWith("request.") || external.dotted().startsWith("context.");
  }

  /// `row.data.append(x)`: the column was changed in place.
  private void mutating(String name, Expression written, Calls.Arguments arguments) {
    boolean mutates =
        Set.of(
                "append",
                "extend",
                "insert",
                "remove",
                "pop",
                "clear",
                "update",
                "setdefault",
                "discard")
            .contains(name);
    if (mutates
        && written instanceof Expression.Attribute method
        && (method.value() instanceof Expression.Attribute
            || method.value() instanceof Expression.Index
            || method.value() instanceof Expression.Name)) {
      evaluator.assignments().mutate(method.value(), arguments.sources());
    }
  }
}
