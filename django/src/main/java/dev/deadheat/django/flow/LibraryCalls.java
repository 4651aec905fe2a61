package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.LockEvent;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Calls of Python's built-ins, Django, and the libraries that projects use with it.
final class LibraryCalls {
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
  private static final Set<String> RENEWALS =
      Set.of("extend", "reacquire", "refresh", "touch", "renew");
  private static final Set<String> ATOMIC = Set.of("F", "Now", "RawSQL");
  private static final Set<String> AGGREGATES = Set.of("Sum", "Max", "Min", "Avg", "Count");
  private static final Set<String> HTTP = Set.of("requests", "httpx", "urllib", "aiohttp");

  private final Evaluator evaluator;
  private final Interpreter interpreter;
  private final Builtins builtins;
  private final CacheCalls caches;

  LibraryCalls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
    this.builtins = new Builtins(evaluator);
    this.caches = new CacheCalls(evaluator);
  }

  Optional<Value> builtin(String name, Expression.Call call) {
    return builtins.call(name, call);
  }

  Value call(Value.External external, Calls.Arguments arguments, Expression written) {
    String dotted = external.dotted();
    String last = dotted.substring(dotted.lastIndexOf('.') + 1);
    if (external.called() && !Evaluator.isAtomic(external)) {
      return Value.derived(arguments.sources());
    }
    Optional<Value> cached = caches.call(last, arguments, written);
    if (cached.isPresent()) {
      return cached.get();
    }
    if (ENQUEUE.contains(last)) {
      enqueue(arguments, written);
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
      case "get_object_or_404", "aget_object_or_404" -> lookedUp(arguments, false);
      case "get_list_or_404" -> lookedUp(arguments, true);
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
      case "get_model" -> model(arguments);
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
            background(
                function,
                given instanceof Value.Many many ? many.elements() : List.of(),
                Map.of(),
                arguments.place()));
        yield new Value.External(dotted, true);
      }
      case "send_mail", "mail_admins", "mail_managers", "send_mass_mail" -> {
        tell(Dispatch.Kind.MAIL, last, arguments);
        yield Value.UNKNOWN;
      }
      default -> {
        arguments.positional().forEach(evaluator::escapes);
        arguments.keywords().values().forEach(evaluator::escapes);
        boolean sends =
            HTTP.contains(dotted.contains(".") ? dotted.substring(0, dotted.indexOf('.')) : "")
                && !dotted.startsWith("urllib.parse")
                && !Character.isUpperCase(last.charAt(0));
        if (sends) {
          tell(Dispatch.Kind.HTTP, last, arguments);
          yield Value.derived(arguments.sources());
        }
        if (dotted.equals("time.sleep") || dotted.equals("asyncio.sleep")) {
          toils(LockEvent.Toil.Kind.SLEEP, last, arguments);
        }
        if (dotted.startsWith("subprocess.") && !Character.isUpperCase(last.charAt(0))) {
          toils(LockEvent.Toil.Kind.PROGRAM, last, arguments);
        }
        if (LockNames.names(last)) {
          yield new Value.LockObject(
              LockNames.kind(written), last, LockNotes.expiry(arguments, -1, new Expiry.Never()));
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

  private Value model(Calls.Arguments arguments) {
    Optional<Value> named =
        arguments.positional().isEmpty()
            ? Optional.ofNullable(arguments.keywords().get("model_name"))
                .or(() -> Optional.ofNullable(arguments.keywords().get("app_label")))
            : arguments.get(1, "model_name").or(() -> Optional.of(arguments.first()));
    if (named.isPresent() && named.get() instanceof Value.Constant constant) {
      String label = constant.text();
      String last = label.substring(label.lastIndexOf('.') + 1);
      return interpreter
          .analysis
          .models()
          .named(last)
          .<Value>map(model -> new Value.Type(model.definition()))
          .orElseGet(() -> new Value.UnknownModel(last));
    }
    return Value.UNKNOWN;
  }

  private Value lookedUp(Calls.Arguments arguments, boolean many) {
    Value what = arguments.first();
    var rest =
        new Calls.Arguments(
            arguments.positional().isEmpty()
                ? List.of()
                : arguments.positional().subList(1, arguments.positional().size()),
            arguments.keywords(),
            arguments.place());
    for (Value each : Value.alternatives(what)) {
      Value query =
          switch (each) {
            case Value.Query known -> known;
            case Value.Type type ->
                evaluator.attributes().of(type, "_default_manager", arguments.place());
            case Value.External external ->
                evaluator.attributes().of(external, "objects", arguments.place());
            case Value.UnknownModel unknown ->
                evaluator.attributes().of(unknown, "objects", arguments.place());
            case Value other -> Value.UNKNOWN;
          };
      if (query instanceof Value.Query known) {
        var calls = new QueryCalls(evaluator);
        return many
            ? known.filtered(QueryCalls.lookups("filter", rest), rest.sources())
            : calls.call(known, "get", rest);
      }
    }
    return Value.derived(arguments.sources());
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

  private void enqueue(Calls.Arguments arguments, Expression written) {
    Value task = arguments.first();
    String name =
        task instanceof Value.Function function
            ? function.definition().name()
            : FunctionFacts.lastName(
                written instanceof Expression.Attribute attribute ? attribute.value() : written);
    tell(Dispatch.Kind.TASK, name, arguments);
    background(
        task,
        arguments.positional().isEmpty()
            ? List.of()
            : arguments.positional().subList(1, arguments.positional().size()),
        arguments.keywords(),
        arguments.place());
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
      tell(
          own ? Dispatch.Kind.OWN_TASK : Dispatch.Kind.TASK,
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

  Value onLock(Value.LockObject lock, String name, Calls.Arguments arguments) {
    if (name.equals("acquire") || name.equals("__enter__")) {
      take(lock.kind(), lock.key(), arguments.place());
      interpreter.record.lockNotes.takesObject(lock, arguments);
    } else if (RENEWALS.contains(name)) {
      interpreter.record.lockNotes.renews(arguments.place());
    } else if (name.equals("release") || name.equals("__exit__")) {
      interpreter.record.lockNotes.dropsObject(arguments.place());
      interpreter.state.unlock(held -> held.kind() == lock.kind() && !held.endsWithTransaction());
    }
    return Value.UNKNOWN;
  }

  void take(Lock.Kind kind, String name, Place place) {
    interpreter.state.lock(
        new Lock(
            kind, Optional.empty(), interpreter.site(place), false, interpreter.inTransaction()));
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
    if (ENQUEUE.contains(name) && !columns) {
      boolean first = !arguments.positional().isEmpty() && isFunction(arguments.first());
      if (first) {
        enqueue(arguments, written);
      } else {
        tell(Dispatch.Kind.TASK, receiver, arguments);
        if (owner instanceof Value.Partial partial) {
          background(
              partial.function(), partial.arguments(), partial.keywords(), arguments.place());
        }
      }
      return Value.UNKNOWN;
    }
    switch (name) {
      case "group_send" -> tell(Dispatch.Kind.MESSAGE, name, arguments);
      case "lpush", "rpush", "zadd", "xadd" -> {
        if (arguments.positional().size() > 1) {
          tell(Dispatch.Kind.MESSAGE, name, arguments);
        }
      }
      case "submit", "map", "apply", "starmap", "imap", "run_in_executor" -> {
        Value function =
            name.equals("run_in_executor") && arguments.positional().size() > 1
                ? arguments.positional().get(1)
                : arguments.first();
        if (isFunction(function)) {
          List<Value> given = new java.util.ArrayList<>();
          for (int i = 1; i < arguments.positional().size(); i++) {
            Value value = arguments.positional().get(i);
            given.add(name.equals("submit") ? value : evaluator.element(value, arguments.place()));
          }
          background(function, given, arguments.keywords(), arguments.place());
          return Value.UNKNOWN;
        }
      }
      case "acquire", "acquire_lock" -> {
        if (LockNames.names(receiver) || name.equals("acquire_lock")) {
          Lock.Kind kind = LockNames.kind(written);
          take(kind, receiver, arguments.place());
          var lock = new Value.LockObject(kind, receiver, new Expiry.Never());
          interpreter.record.lockNotes.takesObject(lock, arguments);
        }
      }
      case "set" -> {
        if (arguments.keywords().containsKey("nx")) {
          take(Lock.Kind.CACHE, receiver, arguments.place());
          Expiry expiry = LockNotes.expiry(arguments, -1, new Expiry.Never());
          interpreter.record.lockNotes.takesKey(arguments.place(), expiry);
        }
      }
      case "delete" -> {
        if (!arguments.positional().isEmpty()) {
          interpreter.record.lockNotes.dropsKey(arguments.place());
        }
      }
      case "release" -> {
        interpreter.record.lockNotes.dropsObject(arguments.place());
        if (LockNames.names(receiver)) {
          interpreter.state.unlock(held -> !held.endsWithTransaction() && !held.scoped());
        }
      }
      case "execute" -> sql(arguments);
      case "send", "send_messages" -> {
        if (owner instanceof Value.External external && external.dotted().contains("mail")) {
          tell(Dispatch.Kind.MAIL, name, arguments);
        }
      }
      case "send_email",
          "send_individual_email",
          "send_mail",
          "email_user",
          "send_notification",
          "notify" ->
          tell(Dispatch.Kind.MAIL, name, arguments);
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

  private void sql(Calls.Arguments arguments) {
    if (arguments.first() instanceof Value.Constant constant) {
      String text = constant.text().toLowerCase(Locale.ROOT);
      if (text.contains("pg_advisory")
          || text.contains("lock table")
          || text.contains("get_lock(")
          || text.contains("for update")
          || text.contains("pg_try_advisory")
          || text.contains("isolation level serializable")) {
        take(Lock.Kind.DATABASE, "sql", arguments.place());
      }
    }
  }

  private static boolean isFunction(Value value) {
    return value instanceof Value.Function
        || value instanceof Value.Partial
        || value instanceof Value.Closure;
  }

  void tell(Dispatch.Kind kind, String what, Calls.Arguments arguments) {
    if (interpreter.state.afterCommit) {
      return;
    }
    switch (kind) {
      case HTTP -> toils(LockEvent.Toil.Kind.REMOTE, what, arguments);
      case MAIL -> {
        if (what.contains("mail") || what.startsWith("send")) {
          toils(LockEvent.Toil.Kind.MAIL, what, arguments);
        }
      }
      case TASK, OWN_TASK, MESSAGE -> {}
    }
    interpreter.record.dispatches.add(
        new Dispatch(
            kind,
            what,
            arguments.sources(),
            interpreter.state.wrote,
            interpreter.inTransaction(),
            interpreter.inTransaction(),
            interpreter.state.locks,
            interpreter.state.guards,
            interpreter.site(arguments.place()),
            List.of()));
    boolean wrote = interpreter.state.wrote;
    new QueryWrites(evaluator)
        .record(
            Write.Kind.TELL,
            Table.unknown(what),
            Optional.empty(),
            Map.of(),
            false,
            Set.of(),
            arguments.place());
    interpreter.state.wrote = wrote;
  }

  private void toils(LockEvent.Toil.Kind kind, String what, Calls.Arguments arguments) {
    boolean sleeps = kind == LockEvent.Toil.Kind.SLEEP;
    OptionalInt seconds =
        arguments
            .get(sleeps ? 0 : -1, "timeout")
            .filter(Value.Constant.class::isInstance)
            .flatMap(value -> LockNotes.seconds((Value.Constant) value))
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty());
    interpreter.record.lockNotes.toils(kind, what, seconds, arguments.place());
  }

  Optional<ModelFacts> userModel() {
    return interpreter.analysis.models().user();
  }
}
