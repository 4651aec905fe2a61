package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.Lapse;
import dev.deadheat.django.lock.LockEvent;
import dev.deadheat.django.lock.LockPaths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/// Notes what each call of a function does to locks, so that their lives can be followed along its
/// paths when all calls are known.
final class LockNotes {
  private static final int MAX_TOILS = 4;
  private static final Set<String> EXPIRIES =
      Set.of("timeout", "expire", "expires", "expiry", "ttl", "ex", "px", "lock_timeout");
  private static final Set<String> BY_OBJECT = Set.of("acquire", "release");

  private final Interpreter interpreter;
  private final Map<Place, Set<LockEvent>> events = new LinkedHashMap<>();
  private final Set<Place> scoped = new HashSet<>();
  private final List<LockEvent.Take> around = new ArrayList<>();
  private int loops;
  private int changes;

  /// What a function does to its caller's locks.
  ///
  /// @param take the lock that it leaves its caller with
  /// @param drop the lock that it releases for its caller
  /// @param toils what takes time in it, the first ones
  /// @param changes whether it writes rows
  record Outline(
      Optional<LockEvent.Take> take,
      Optional<LockEvent.Drop> drop,
      List<LockEvent.Toil> toils,
      boolean changes) {
    static final Outline NONE = new Outline(Optional.empty(), Optional.empty(), List.of(), false);
  }

  LockNotes(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  private void note(Place place, LockEvent event) {
    if (!interpreter.state.afterCommit) {
      events.computeIfAbsent(place, _ -> new LinkedHashSet<>()).add(event);
    }
  }

  /// A call takes a lock by its key in a cache.
  void takesKey(Place place, Expiry expiry) {
    note(
        place,
        new LockEvent.Take(
            LockEvent.Named.FIRST, false, true, false, expiry, false, interpreter.inTransaction()));
  }

  /// A call takes the lock on which it is a method.
  void takesObject(Value.LockObject lock, Calls.Arguments arguments) {
    boolean impatient =
        arguments.keywords().containsKey("timeout")
            || arguments.keywords().containsKey("blocking_timeout")
            || arguments.keywords().containsKey("blocking")
            || !arguments.positional().isEmpty();
    boolean tries = impatient || !interpreter.isDiscarded(arguments.place());
    note(
        arguments.place(),
        new LockEvent.Take(
            LockEvent.Named.OWNER,
            true,
            tries,
            lock.kind() == Lock.Kind.PROCESS,
            lock.expiry(),
            false,
            interpreter.inTransaction()));
  }

  /// A `with` takes a lock for its block.
  ///
  /// @param waitsForCommit whether the end of the block releases it only after the commit
  void takesForBlock(Lock.Kind kind, Expiry expiry, boolean waitsForCommit, Place context) {
    if (kind == Lock.Kind.CACHE) {
      scoped.add(context);
      note(context, scoped(expiry, waitsForCommit));
    }
  }

  /// A decorator takes a lock for the whole function.
  void takesForAll(Lock.Kind kind, Expiry expiry, boolean waitsForCommit) {
    if (kind == Lock.Kind.CACHE) {
      around.add(scoped(expiry, waitsForCommit));
    }
  }

  private LockEvent.Take scoped(Expiry expiry, boolean waitsForCommit) {
    return new LockEvent.Take(
        LockEvent.Named.OWNER,
        true,
        false,
        false,
        expiry,
        waitsForCommit,
        interpreter.inTransaction());
  }

  /// A call deletes a key.
  void dropsKey(Place place) {
    note(place, new LockEvent.Drop(LockEvent.Named.FIRST, false, interpreter.inTransaction()));
  }

  /// A call releases the lock on which it is a method.
  void dropsObject(Place place) {
    note(place, new LockEvent.Drop(LockEvent.Named.OWNER, true, interpreter.inTransaction()));
  }

  /// A call makes a lock last longer.
  void renews(Place place) {
    note(place, new LockEvent.Renew());
  }

  /// A row is written by a call.
  void changes(Place place) {
    changes++;
    note(place, new LockEvent.Change());
  }

  /// A call takes its time.
  void toils(LockEvent.Toil.Kind kind, String what, OptionalInt seconds, Place place) {
    note(place, new LockEvent.Toil(kind, what, seconds, loops > 0));
  }

  /// Runs a loop's body.
  ///
  /// @param rows the table whose rows it is run for, if it is
  void loop(Optional<Table> rows, boolean isLong, Place place, Runnable body) {
    int before = changes;
    loops += isLong ? 1 : 0;
    body.run();
    loops -= isLong ? 1 : 0;
    if (rows.isPresent() && changes > before) {
      note(
          place,
          new LockEvent.Toil(
              LockEvent.Toil.Kind.ROWS, rows.get().name(), OptionalInt.empty(), true));
    }
  }

  /// What a call of a function does, by its outline.
  void called(Outline outline, String name, Place place) {
    outline.toils().forEach(toil -> note(place, toil.again(loops > 0)));
    if (outline.changes()) {
      changes(place);
    }
    var named = BY_OBJECT.contains(name) ? LockEvent.Named.OWNER : LockEvent.Named.FIRST;
    boolean inTransaction = interpreter.inTransaction();
    outline
        .take()
        .ifPresent(take ->
            note(
                place,
                new LockEvent.Take(
                    named,
                    take.isObject(),
                    take.tries() && !interpreter.isDiscarded(place),
                    take.threads(),
                    take.expiry(),
                    take.waitsForCommit(),
                    inTransaction)));
    outline
        .drop()
        .ifPresent(drop -> note(place, new LockEvent.Drop(named, drop.checked(), inTransaction)));
  }

  /// What a caller has to know.
  Outline outline() {
    if (events.isEmpty()) {
      return Outline.NONE;
    }
    var toils = new LinkedHashSet<LockEvent.Toil>();
    Optional<LockEvent.Take> take = Optional.empty();
    Optional<LockEvent.Drop> drop = Optional.empty();
    for (var entry : events.entrySet()) {
      for (LockEvent event : entry.getValue()) {
        switch (event) {
          case LockEvent.Take taken when !scoped.contains(entry.getKey()) ->
              take = take.or(() -> Optional.of(taken));
          case LockEvent.Drop dropped -> drop = drop.or(() -> Optional.of(dropped));
          case LockEvent.Toil toil -> toils.add(toil);
          case LockEvent.Take _, LockEvent.Change _, LockEvent.Renew _ -> {}
        }
      }
    }
    boolean balanced = take.isPresent() && drop.isPresent();
    return new Outline(
        balanced ? Optional.empty() : take,
        balanced ? Optional.empty() : drop,
        toils.stream().limit(MAX_TOILS).toList(),
        changes > 0);
  }

  /// The first lock that was taken up to here.
  Optional<Expiry> expiry() {
    return events.values().stream()
        .flatMap(Set::stream)
        .filter(LockEvent.Take.class::isInstance)
        .map(event -> ((LockEvent.Take) event).expiry())
        .findFirst();
  }

  /// Where locks do not hold what they promise.
  ///
  /// @param name of the function, which tells if it takes locks for its caller
  List<Lapse> lapses(String name) {
    return LockPaths.lapses(interpreter.function.node(), name, events, around);
  }

  /// What a call that makes or takes a lock says of its end.
  ///
  /// @param position of the argument that says it, or -1
  /// @param otherwise if it says nothing
  static Expiry expiry(Calls.Arguments arguments, int position, Expiry otherwise) {
    if (arguments.keywords().containsKey("auto_renewal")) {
      return new Expiry.Never();
    }
    for (String name : arguments.keywords().keySet()) {
      if (EXPIRIES.contains(name)) {
        Expiry said = expiry(arguments.keywords().getOrDefault(name, Value.UNKNOWN));
        return name.equals("px") && said instanceof Expiry.After(int millis)
            ? new Expiry.After(millis / 1000)
            : said;
      }
    }
    return arguments.get(position, "").map(LockNotes::expiry).orElse(otherwise);
  }

  private static Expiry expiry(Value value) {
    return switch (value) {
      case Value.None _ -> new Expiry.Never();
      case Value.Constant constant ->
          seconds(constant).<Expiry>map(Expiry.After::new).orElseGet(Expiry.Sometime::new);
      case Value other -> new Expiry.Sometime();
    };
  }

  /// The seconds that a constant says.
  static Optional<Integer> seconds(Value.Constant constant) {
    try {
      return Optional.of((int) Double.parseDouble(constant.text().replace("_", "")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// What a `with` says of the end of a lock that a context manager of the project takes.
  static Expiry expiry(Expression context, Expiry otherwise, Function<Expression, Value> values) {
    if (otherwise instanceof Expiry.Sometime && context instanceof Expression.Call call) {
      for (Expression.Keyword keyword : call.keywords()) {
        if (EXPIRIES.contains(keyword.name().orElse(""))
            && (keyword.value() instanceof Expression.Literal
                || keyword.value() instanceof Expression.Name)) {
          return expiry(values.apply(keyword.value()));
        }
      }
    }
    return otherwise;
  }
}
