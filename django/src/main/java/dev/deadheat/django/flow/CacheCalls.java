package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.project.FunctionFacts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Django's cache, and Redis clients named as such: `cache.get(key)`, `cache.set(key, value)`.
final class CacheCalls {
  /// What Django's cache takes where nothing is said.
  private static final Expiry STANDARD = new Expiry.After(300);

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  CacheCalls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  Optional<Value> call(String method, Calls.Arguments arguments, Expression written) {
    if (!(written instanceof Expression.Attribute attribute)) {
      return Optional.empty();
    }
    String receiver = receiver(attribute.value()).toLowerCase(Locale.ROOT);
    boolean cache = receiver.contains("cache") && !receiver.contains("cached");
    boolean redis =
        receiver.equals("redis")
            || receiver.endsWith("redis")
            || receiver.endsWith("redis_client")
            || receiver.endsWith("redis_conn");
    if (!cache && !redis) {
      return Optional.empty();
    }
    return switch (method) {
      case "get", "aget" -> Optional.of(read(attribute, arguments));
      case "set", "aset", "setex" -> {
        if (redis && arguments.keywords().containsKey("nx")) {
          yield Optional.of(lock(arguments, LockNotes.expiry(arguments, -1, new Expiry.Never())));
        }
        write(attribute, arguments);
        yield Optional.of(Value.UNKNOWN);
      }
      case "setnx" -> Optional.of(lock(arguments, new Expiry.Never()));
      case "add", "aadd" ->
          // Whoever does not look at the answer wants a value to be there, and locks nothing.
          interpreter.isDiscarded(arguments.place()) || arguments.get(1, "value").isEmpty()
              ? Optional.of(Value.UNKNOWN)
              : Optional.of(lock(arguments, LockNotes.expiry(arguments, 2, STANDARD)));
      case "lock" ->
          Optional.of(
              new Value.LockObject(
                  Lock.Kind.CACHE,
                  "cache",
                  LockNotes.expiry(arguments, redis ? 1 : -1, new Expiry.Never())));
      case "delete", "adelete", "unlink" -> {
        interpreter.record.lockNotes.dropsKey(arguments.place());
        yield Optional.of(Value.UNKNOWN);
      }
      case "touch", "expire" -> {
        interpreter.record.lockNotes.renews(arguments.place());
        yield Optional.of(Value.UNKNOWN);
      }
      case "incr", "decr", "get_or_set", "incrby" -> Optional.of(Value.UNKNOWN);
      default -> Optional.empty();
    };
  }

  private static String receiver(Expression expression) {
    return expression instanceof Expression.Call call
        ? FunctionFacts.lastName(call.function())
        : FunctionFacts.lastName(expression);
  }

  /// A key that nobody else has yet: whoever gets it first goes on.
  private Value lock(Calls.Arguments arguments, Expiry expiry) {
    interpreter.record.lockNotes.takesKey(arguments.place(), expiry);
    interpreter.state.lock(
        new Lock(
            Lock.Kind.CACHE,
            Optional.empty(),
            interpreter.site(arguments.place()),
            false,
            interpreter.inTransaction()));
    return Value.UNKNOWN;
  }

  private static String key(Expression.Attribute attribute) {
    return FunctionFacts.lastName(attribute.value());
  }

  private Value read(Expression.Attribute attribute, Calls.Arguments arguments) {
    Read read =
        new Read(
            Read.Kind.CACHE,
            Table.cache(key(attribute)),
            interpreter.site(arguments.place()),
            new CacheKeys(interpreter).of(arguments.place()),
            false,
            interpreter.state.locks,
            Optional.empty(),
            "get",
            List.of());
    interpreter.record.reads.add(read);
    return Value.derived(Set.of(new Source(read, Source.Aspect.COLUMN, "value")));
  }

  private void write(Expression.Attribute attribute, Calls.Arguments arguments) {
    Set<Source> value = arguments.get(1, "value").map(Value::sources).orElse(Set.of());
    boolean wrote = interpreter.state.wrote;
    new QueryWrites(evaluator)
        .record(
            Write.Kind.CACHE_SET,
            Table.cache(key(attribute)),
            Optional.empty(),
            Map.of("value", new Write.Assigned(value, Set.of(), false)),
            false,
            new CacheKeys(interpreter).of(arguments.place()),
            arguments.place());
    interpreter.state.wrote = wrote;
  }
}
