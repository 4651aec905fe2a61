package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.lock.Expiry;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Methods of locks that are no rows: of caches, Redis, threads, and statements that lock.
final class LockCalls {
  private static final Set<String> RENEWALS =
      Set.of("extend", "reacquire", "refresh", "touch", "renew");

  private final Interpreter interpreter;

  LockCalls(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /// `lock.acquire()`, `lock.release()`.
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

  /// Methods of objects of which only the names tell that they are locks.
  ///
  /// @param receiver the last name of what the method is called on, in small letters
  void onObject(String receiver, String name, Calls.Arguments arguments, Expression written) {
    switch (name) {
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
      default -> {}
    }
  }

  void take(Lock.Kind kind, String name, Place place) {
    interpreter.state.lock(
        new Lock(
            kind, Optional.empty(), interpreter.site(place), false, interpreter.inTransaction()));
  }

  private void sql(Calls.Arguments arguments) {
    Optional<String> written =
        arguments.first() instanceof Value.Constant constant
            ? Optional.of(constant.text())
            : interpreter
                .calling
                .filter(call -> call.place().equals(arguments.place()))
                .filter(call -> !call.arguments().isEmpty())
                .map(call -> new CacheKeys(interpreter).text(call.arguments().getFirst()));
    if (written.isPresent()) {
      String text = written.get().toLowerCase(Locale.ROOT);
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
}
