package dev.deadheat.search.dependence;

import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Event.Phase;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Footprint.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Goes through a run's events and says of each what it touches, given what its transaction holds.
///
/// Built for one pass over one run, by one thread.
final class Ledger {
  private static final Pattern WILL_NOT_WAIT =
      Pattern.compile("(?i)\\bnowait\\b|\\bskip\\s+locked\\b");
  private static final String IN_FAILED_TRANSACTION = "25P02";
  private static final String INTEGRITY_VIOLATION = "23";
  private static final String DEADLOCK = "40P01";

  private final Run run;
  private final Isolation usual;
  private final Map<List<Integer>, Connection<Access>> connections = new LinkedHashMap<>();
  private boolean someSerializableEnded;

  private Ledger(Run run, Isolation usual) {
    this.run = run;
    this.usual = usual;
  }

  /// One footprint per event, in the run's order.
  static List<Footprint> read(Run run, Isolation usual) {
    var ledger = new Ledger(run, usual);
    List<Footprint> footprints = new ArrayList<>();
    for (int i = 0; i < run.events().size(); i++) {
      footprints.add(ledger.footprint(i));
    }
    return footprints;
  }

  private Footprint footprint(int index) {
    Event event = run.events().get(index);
    Connection<Access> connection =
        connections.computeIfAbsent(
            List.of(event.lane().index(), event.session()), key -> new Connection<>(usual));
    connection.enter(event);
    Footprint touched = touching(event, run.accesses(index), connection);
    if (event.phase() == Phase.START) {
      connection.noteSnapshot(event);
      return touched;
    }
    return switch (event.kind()) {
      case BEGIN -> {
        connection.begin(Isolation.namedIn(event.sql()));
        yield touched;
      }
      case SAVEPOINT -> {
        connection.mark(event.sql());
        yield touched;
      }
      case RELEASE_SAVEPOINT -> {
        connection.unmark(event.sql());
        yield touched;
      }
      case ROLLBACK_TO_SAVEPOINT ->
          ending(touched, List.of(), connection.rollbackTo(event.sql()), connection);
      case STATEMENT -> statement(event, connection, index, touched);
      case COMMIT -> commit(event, connection, index, touched);
      case ROLLBACK -> ending(touched, List.of(), connection.rollback(), connection);
      case DISCONNECT -> ending(touched, List.of(), disconnected(index, connection), connection);
    };
  }

  private Footprint statement(
      Event event, Connection<Access> connection, int index, Footprint touched) {
    connection.noteIsolation(event);
    connection.noteSnapshot(event);
    connection.hold(touched.touched());
    connection.hold(touched.takes());
    if (event.error().isPresent()) {
      return ending(touched, List.of(), connection.fail(), connection);
    }
    if (connection.open() || run.stretched(index)) {
      connection.stretch();
      return touched;
    }
    List<Access> all = connection.commit();
    return ending(touched, writes(all), all, connection);
  }

  private Footprint commit(
      Event event, Connection<Access> connection, int index, Footprint touched) {
    boolean publishes = event.error().isEmpty() && !connection.failed();
    connection.hold(run.accesses(index));
    List<Access> all = connection.commit();
    return ending(touched, publishes ? writes(all) : List.of(), all, connection);
  }

  /// A session's advisory locks outlive its transactions.
  private List<Access> disconnected(int index, Connection<Access> connection) {
    List<Access> all = new ArrayList<>(connection.rollback());
    for (Event earlier : run.events().subList(0, index)) {
      if (earlier.sameConnection(run.events().get(index))) {
        earlier.accesses().stream().filter(Access.Advisory.class::isInstance).forEach(all::add);
      }
    }
    return all;
  }

  private Footprint touching(Event event, List<Access> accesses, Connection<Access> connection) {
    boolean throughSnapshot =
        event.kind() == Event.Kind.STATEMENT && connection.readsThroughTransactionSnapshot();
    boolean asksForLocks =
        event.phase() != Phase.WHOLE
            || WILL_NOT_WAIT.matcher(event.sql()).find()
            || event.error().isPresent();
    List<Access> reads = accesses.stream().filter(Ledger::isRead).toList();
    return new Footprint(
        event.lane(),
        accesses,
        throughSnapshot ? lockedRows(accesses) : reads,
        asksForLocks ? reads : List.of(),
        taken(event, accesses),
        List.of(),
        List.of(),
        connection.takesTransactionSnapshot(event) && !accesses.isEmpty(),
        inside(accesses, connection),
        new LinkedHashSet<>(event.waitsFor()),
        event.error().filter(DEADLOCK::equals).isPresent(),
        false,
        accesses.stream().anyMatch(Access.Unknown.class::isInstance) || blind(event, accesses));
  }

  /// A statement of which nothing is known but that it waits, or that it failed: what it had
  /// touched by then is gone with it, and a broken constraint is some other row's doing.
  private static boolean blind(Event event, List<Access> accesses) {
    boolean probed = accesses.stream().anyMatch(Access.UniqueProbe.class::isInstance);
    boolean violation =
        event.error().filter(code -> code.startsWith(INTEGRITY_VIOLATION)).isPresent();
    boolean failed = event.error().filter(code -> !code.equals(IN_FAILED_TRANSACTION)).isPresent();
    return (event.phase() == Phase.START && accesses.isEmpty())
        || (failed && accesses.isEmpty())
        || (violation && !probed);
  }

  /// Through a transaction's snapshot only a locked row shows what was committed since: it fails.
  private static List<Access> lockedRows(List<Access> accesses) {
    List<Access> rows = new ArrayList<>();
    for (Access access : accesses) {
      if (access instanceof Access.LockRow lock) {
        rows.add(new Access.ReadRow(lock.row()));
      }
    }
    return rows;
  }

  private static boolean isRead(Access access) {
    return access instanceof Access.ReadRow
        || access instanceof Access.ReadWhere
        || access instanceof Access.WholeTable;
  }

  /// What is locked, written or probed. A statement that waited for a row keeps its lock even if
  /// the row no longer fits (manual, 13.2.1), though nothing else shows it.
  private static List<Access> taken(Event event, List<Access> accesses) {
    List<Access> taken = new ArrayList<>(accesses.stream().filter(Ledger::isTaken).toList());
    if (event.phase() != Phase.WHOLE) {
      for (Access access : accesses) {
        if (access instanceof Access.ReadRow(var row)) {
          taken.add(new Access.LockRow(row, Access.LockMode.UPDATE));
        }
      }
    }
    return taken;
  }

  private static boolean isTaken(Access access) {
    return !(access instanceof Access.ReadRow || access instanceof Access.ReadWhere);
  }

  private Serializable inside(List<Access> accesses, Connection<Access> connection) {
    if (connection.isolation() != Isolation.SERIALIZABLE || accesses.isEmpty()) {
      return Serializable.NO;
    }
    return someSerializableEnded ? Serializable.LATE : Serializable.INSIDE;
  }

  private Footprint ending(
      Footprint touched,
      List<Access> published,
      List<Access> released,
      Connection<Access> connection) {
    boolean serializable =
        connection.endedIsolation() == Isolation.SERIALIZABLE && !released.isEmpty();
    someSerializableEnded |= serializable;
    return touched.ending(published, released, serializable);
  }

  private static List<Access> writes(List<Access> accesses) {
    return accesses.stream()
        .filter(access ->
            access instanceof Access.WriteRow
                || (access instanceof Access.WholeTable whole && whole.write()))
        .toList();
  }
}
