package dev.deadheat.search.dependence;

import dev.deadheat.search.Access;
import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a transition touches, sorted by what it means to other lanes.
///
/// @param lane whose step set it off
/// @param touched everything it touches, unsorted
/// @param reads what it reads of what is committed at that moment
/// @param attempts predicates whose rows it may have tried to lock: those of statements that
///   waited, or would not wait
/// @param takes locks, writes and probes that it made
/// @param publishes writes that others see from now on
/// @param releases what its transaction had touched and lets go
/// @param wakes the waiting statements that want something of what it lets go: each may be granted
/// @param snapshot whether it takes the snapshot of a whole transaction
/// @param serializable what it means to PostgreSQL's serializable snapshot isolation
/// @param waitsFor lanes that it found in its way
/// @param deadlocked whether it ended in a deadlock error
/// @param unexplained whether it waits for a lane of which no conflicting access was seen
/// @param unknown whether something was not understood
public record Footprint(
    Lane lane,
    List<Access> touched,
    List<Access> reads,
    List<Access> attempts,
    List<Access> takes,
    List<Access> publishes,
    List<Access> releases,
    List<Footprint> wakes,
    boolean snapshot,
    Serializable serializable,
    Set<Lane> waitsFor,
    boolean deadlocked,
    boolean unexplained,
    boolean unknown) {
  /// What a step means to serializable snapshot isolation, least first.
  public enum Serializable {
    NO,
    /// A statement of a serializable transaction.
    INSIDE,
    /// The same, after some serializable transaction has ended.
    LATE,
    /// The end of a serializable transaction, or of a part of it.
    END
  }

  static Footprint nothing(Lane lane) {
    return new Footprint(
        lane,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        Serializable.NO,
        Set.of(),
        false,
        false,
        false);
  }

  /// Both at once: a release and the grants that follow it are one transition.
  Footprint and(Footprint other) {
    return new Footprint(
        lane,
        join(touched, other.touched),
        join(reads, other.reads),
        join(attempts, other.attempts),
        join(takes, other.takes),
        join(publishes, other.publishes),
        join(releases, other.releases),
        join(wakes, other.wakes),
        snapshot || other.snapshot,
        serializable.compareTo(other.serializable) >= 0 ? serializable : other.serializable,
        union(waitsFor, other.waitsFor),
        deadlocked || other.deadlocked,
        unexplained || other.unexplained,
        unknown || other.unknown);
  }

  Footprint withoutExplanation() {
    return new Footprint(
        lane,
        touched,
        reads,
        attempts,
        takes,
        publishes,
        releases,
        wakes,
        snapshot,
        serializable,
        waitsFor,
        deadlocked,
        true,
        unknown);
  }

  /// An end of a transaction, or of a part of it: what others see from now on, and what they can
  /// have.
  Footprint ending(List<Access> published, List<Access> released, boolean ofSerializable) {
    return new Footprint(
        lane,
        touched,
        reads,
        attempts,
        takes,
        published,
        released,
        wakes,
        snapshot,
        ofSerializable ? Serializable.END : serializable,
        waitsFor,
        deadlocked,
        unexplained,
        unknown || released.stream().anyMatch(Access.Unknown.class::isInstance));
  }

  Footprint waking(List<Footprint> waiting) {
    return new Footprint(
        lane,
        touched,
        reads,
        attempts,
        takes,
        publishes,
        releases,
        waiting,
        snapshot,
        serializable,
        waitsFor,
        deadlocked,
        unexplained,
        unknown);
  }

  boolean waits() {
    return deadlocked || !waitsFor.isEmpty();
  }

  private static <T> List<T> join(List<T> one, List<T> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    List<T> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private static <T> Set<T> union(Set<T> one, Set<T> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    Set<T> all = new LinkedHashSet<>(one);
    all.addAll(other);
    return all;
  }
}
