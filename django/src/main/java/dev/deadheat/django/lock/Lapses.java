package dev.deadheat.django.lock;

import dev.deadheat.django.code.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Gathers what the paths of a function show of its locks, and says which of it is wrong.
final class Lapses {
  /// Functions that take a lock for their caller.
  private static final Pattern TAKERS =
      Pattern.compile("(?i).*(?:acquire|lock|claim|reserve|enter|begin|start|open|obtain).*");

  private final String name;
  private final KeyUses uses;
  private final Map<Place, Map<Lapse.Kind, Lapse>> found = new LinkedHashMap<>();
  private final Map<Place, Strained> strains = new LinkedHashMap<>();
  private final Set<Place> released = new HashSet<>();
  private final Set<Place> stolen = new HashSet<>();
  private final List<Left> left = new ArrayList<>();
  private final Map<Place, Integer> lastReleased = new HashMap<>();
  private final Map<Place, Integer> lastHeld = new HashMap<>();
  private boolean isRenewed;

  private record Strained(String key, Held held, LockEvent.Toil toil, Place at) {}

  private record Left(String key, Held held, End end) {}

  Lapses(String name, KeyUses uses) {
    this.name = name;
    this.uses = uses;
  }

  void strained(String key, Held held, LockEvent.Toil toil, Place at) {
    var now = new Strained(key, held, toil, at);
    strains.merge(held.taken(), now, (one, more) -> weight(more) > weight(one) ? more : one);
  }

  /// The slower the heavier.
  private static int weight(Strained strained) {
    LockEvent.Toil toil = strained.toil();
    return (toil.repeated() ? 100 : 0) + slowness(toil.kind()) + (toil.seconds().isEmpty() ? 5 : 0);
  }

  private static int slowness(LockEvent.Toil.Kind kind) {
    return switch (kind) {
      case ROWS -> 0;
      case SLEEP -> 10;
      case MAIL -> 20;
      case PROGRAM -> 30;
      case REMOTE -> 40;
    };
  }

  void renewed() {
    isRenewed = true;
  }

  /// A call releases a lock that this path has taken, or tried to take in vain.
  void dropped(String key, Held held, LockEvent.Drop drop, Place at) {
    if (!held.got()) {
      if (!drop.checked() && !held.looked()) {
        note(Lapse.Kind.RELEASED_BY_LOSER, key, held, at);
      }
      return;
    }
    released.add(held.taken());
    if (!drop.checked() && !held.looked() && held.strain().isPresent()) {
      stolen.add(held.taken());
    }
    if (held.changed()) {
      note(drop.inTransaction() ? Lapse.Kind.BEFORE_COMMIT : Lapse.Kind.RELEASED, key, held, at);
    }
  }

  /// The end of a block or of the function releases a lock.
  void left(String key, Held held) {
    if (held.changed() && !held.take().waitsForCommit()) {
      note(
          held.take().inTransaction() ? Lapse.Kind.BEFORE_COMMIT : Lapse.Kind.RELEASED,
          key,
          held,
          held.taken());
    }
  }

  /// The function ends on a path.
  void ended(End end) {
    for (Place taken : released) {
      if (end.track().hasReleased(taken)) {
        exit(end).ifPresent(at -> lastReleased.merge(taken, at, Math::max));
      }
    }
    end.track()
        .locks()
        .forEach((key, held) -> {
          if (held.got() && !held.scoped()) {
            left.add(new Left(key, held, end));
            exit(end).ifPresent(at -> lastHeld.merge(held.taken(), at, Math::max));
          }
        });
  }

  /// Where the function ends as it is meant to.
  private static Optional<Integer> exit(End end) {
    return switch (end) {
      case End.Next _ -> Optional.of(Integer.MAX_VALUE);
      case End.Return result -> Optional.of(result.at().start());
      case End.Raise _, End.Jump _ -> Optional.empty();
    };
  }

  /// Whether the function's last way out releases a lock: else it is meant to leave it behind, for
  /// somebody else to release.
  private boolean isReleasedHere(Place taken) {
    return lastReleased.getOrDefault(taken, -1) > lastHeld.getOrDefault(taken, -1);
  }

  /// What is wrong, in the order of the code; for each lock that is left behind, one way.
  List<Lapse> all() {
    boolean takesForCaller = TAKERS.matcher(name).matches();
    for (Left each : left) {
      if (takesForCaller || uses.isHandedOn(each.key())) {
        continue;
      }
      boolean elsewhere = isReleasedHere(each.held().taken());
      switch (each.end()) {
        case End.Raise raise when elsewhere ->
            note(Lapse.Kind.LEFT_BY_ERROR, each.key(), each.held(), raise.at());
        case End.Return result when elsewhere ->
            note(Lapse.Kind.LEFT_BY_RETURN, each.key(), each.held(), result.at());
        case End.Next _ when elsewhere ->
            note(Lapse.Kind.LEFT_BY_RETURN, each.key(), each.held(), each.held().taken());
        case End.Next _, End.Return _ -> {
          if (!released.contains(each.held().taken()) && isForgotten(each)) {
            note(Lapse.Kind.LEFT, each.key(), each.held(), each.held().taken());
          }
        }
        case End.Raise _, End.Jump _ -> {}
      }
    }
    if (!isRenewed) {
      strains.values().forEach(this::outlived);
    }
    var out = new ArrayList<Lapse>();
    for (Map<Lapse.Kind, Lapse> lapses : found.values()) {
      if (lapses.containsKey(Lapse.Kind.LEFT_BY_RETURN)) {
        lapses.remove(Lapse.Kind.LEFT_BY_ERROR);
      }
      if (lapses.containsKey(Lapse.Kind.BEFORE_COMMIT)) {
        lapses.remove(Lapse.Kind.RELEASED);
      }
      out.addAll(lapses.values());
    }
    out.sort(
        Comparator.<Lapse>comparingInt(lapse -> lapse.taken().start()).thenComparing(Lapse::kind));
    return List.copyOf(out);
  }

  /// Whether a lock that lasts until it is released was made here, and nobody else can do it.
  private boolean isForgotten(Left each) {
    LockEvent.Take take = each.held().take();
    return take.isObject()
        && !take.tries()
        && take.expiry() instanceof Expiry.Never
        && uses.isMadeHere(each.key());
  }

  private void outlived(Strained strained) {
    // What nobody releases is meant to expire.
    boolean ends = strained.held().scoped() || released.contains(strained.held().taken());
    if (!ends || strained.held().take().expiry() instanceof Expiry.Never) {
      return;
    }
    put(
        new Lapse(
            Lapse.Kind.OUTLIVED,
            name(strained.key()),
            strained.held().take().threads(),
            strained.held().take().expiry(),
            strained.held().taken(),
            strained.at(),
            Optional.of(strained.toil()),
            stolen.contains(strained.held().taken())));
  }

  private void note(Lapse.Kind kind, String key, Held held, Place at) {
    put(
        new Lapse(
            kind,
            name(key),
            held.take().threads(),
            held.take().expiry(),
            held.taken(),
            at,
            Optional.empty(),
            false));
  }

  private void put(Lapse lapse) {
    found
        .computeIfAbsent(lapse.taken(), _ -> new HashMap<>())
        .merge(
            lapse.kind(),
            lapse,
            (one, other) -> one.at().start() <= other.at().start() ? one : other);
  }

  private static String name(String key) {
    return key.startsWith("with ") ? key.substring(5) : key.startsWith("@") ? "" : key;
  }
}
