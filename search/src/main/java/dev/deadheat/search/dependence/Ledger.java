package dev.deadheat.search.dependence;

import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Event.Phase;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Footprint.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Goes through a run's events and says of each what it touches, given what its transaction holds.
///
/// Built for one pass over one run, by one thread.
final class Ledger {
  private static final Pattern WRITES =
      Pattern.compile("(?is)\\b(insert|update|delete|merge|truncate|copy|call|do)\\b");
  private static final Pattern LOCKS = Pattern.compile("(?is)\\bfor\\s+(no\\s+key|share|key)\\b");
  private static final Pattern INSERTS_WHAT_IT_READS =
      Pattern.compile("(?is)\\binsert\\b.*\\bselect\\b");
  private static final Pattern SETS =
      Pattern.compile("(?is)\\bupdate\\b.*?\\bset\\b(.*?)(?:\\bwhere\\b.*)?$");
  private static final String IN_FAILED_TRANSACTION = "25P02";
  private static final String INTEGRITY_VIOLATION = "23";
  private static final String DEADLOCK = "40P01";

  private final Run run;
  private final Isolation usual;
  private final Schema schema;
  private final Map<List<Integer>, Connection<Access>> connections = new LinkedHashMap<>();
  private final Map<List<Integer>, Footprint> waiting = new LinkedHashMap<>();
  private boolean someSerializableEnded;

  private Ledger(Run run, Isolation usual, Schema schema) {
    this.run = run;
    this.usual = usual;
    this.schema = schema;
  }

  /// One footprint per event, in the run's order.
  static List<Footprint> read(Run run, Isolation usual, Schema schema) {
    var ledger = new Ledger(run, usual, schema);
    List<Footprint> footprints = new ArrayList<>();
    for (int i = 0; i < run.events().size(); i++) {
      footprints.add(ledger.footprint(i, footprints));
    }
    return footprints;
  }

  private Footprint footprint(int index, List<Footprint> before) {
    Event event = run.events().get(index);
    List<Integer> key = List.of(event.lane().index(), event.session());
    Connection<Access> connection =
        connections.computeIfAbsent(key, ignored -> new Connection<>(usual));
    connection.enter(event);
    // Who waited for a whole table took the transaction's snapshot after that.
    boolean snapshot =
        connection.takesTransactionSnapshot(event)
            || (event.phase() == Phase.GRANT
                && Optional.ofNullable(waiting.get(key)).filter(Footprint::snapshot).isPresent());
    Footprint touched = touching(event, accesses(index), connection, snapshot);
    if (event.phase() == Phase.START) {
      connection.noteSnapshot(event);
      Footprint start = explained(begun(event, index, touched, connection), before);
      waiting.put(key, start);
      return start;
    }
    waiting.remove(key);
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
      case COMMIT -> commit(connection, index, touched);
      case ROLLBACK -> ending(touched, List.of(), connection.rollback(), connection);
      case DISCONNECT -> ending(touched, List.of(), disconnected(index, connection), connection);
    };
  }

  /// A lone statement that found nobody in its way would have been through, its commit included.
  private Footprint begun(
      Event event, int index, Footprint touched, Connection<Access> connection) {
    boolean heldOpen = connection.open() || run.nextIndex(index).filter(run::stretched).isPresent();
    return heldOpen
        ? touched
        : touched.ending(
            published(event, touched, touched.touched()),
            List.of(),
            connection.isolation() == Isolation.SERIALIZABLE);
  }

  /// A wait is explained if each lane that stands in the way was seen to do something that does.
  private Footprint explained(Footprint start, List<Footprint> before) {
    boolean all =
        start.waitsFor().stream()
            .allMatch(lane ->
                before.stream()
                    .anyMatch(earlier ->
                        earlier.lane().equals(lane) && Clause.waits(earlier, start, schema)));
    return all ? start : start.withoutExplanation();
  }

  private Footprint statement(
      Event event, Connection<Access> connection, int index, Footprint touched) {
    connection.noteIsolation(event);
    connection.noteSnapshot(event);
    connection.hold(touched.touched());
    connection.hold(touched.takes());
    if (event.error().isPresent()) {
      boolean lone = !connection.open();
      List<Access> all = connection.fail();
      List<Access> published = lone ? published(event, touched, all) : List.of();
      return ending(touched, published, all, connection);
    }
    if (connection.open() || run.stretched(index)) {
      connection.stretch();
      return touched;
    }
    List<Access> all = connection.commit();
    return ending(touched, published(event, touched, all), all, connection);
  }

  /// What a lone statement publishes as it ends: what it wrote, and what it might have written had
  /// it found other rows.
  private static List<Access> published(Event event, Footprint touched, List<Access> all) {
    List<Access> published = new ArrayList<>(writes(all));
    if (WRITES.matcher(event.sql()).find()) {
      touched.touched().stream().filter(Ledger::isRead).forEach(published::add);
    }
    return published;
  }

  /// A COMMIT that fails could have published, in another order, all that one that succeeds does.
  private Footprint commit(Connection<Access> connection, int index, Footprint touched) {
    boolean publishes = !connection.failed();
    connection.hold(accesses(index));
    List<Access> all = connection.commit();
    return ending(touched, publishes ? writes(all) : List.of(), all, connection);
  }

  /// What a statement touched. What it inserts of what it read would be another row if it had read
  /// something else.
  private List<Access> accesses(int index) {
    List<Access> accesses = run.accesses(index);
    if (!INSERTS_WHAT_IT_READS.matcher(run.events().get(index).sql()).find()) {
      return accesses;
    }
    return accesses.stream()
        .map(access ->
            access instanceof Access.WriteRow(var row, var kind, var before, var after)
                    && kind == Access.WriteKind.INSERT
                ? new Access.WriteRow(row, kind, before, Map.of())
                : access)
        .toList();
  }

  /// A session's advisory locks outlive its transactions; what was not understood may have taken
  /// one.
  private List<Access> disconnected(int index, Connection<Access> connection) {
    List<Access> all = new ArrayList<>(connection.rollback());
    for (Event earlier : run.events().subList(0, index)) {
      if (earlier.sameConnection(run.events().get(index))) {
        earlier.accesses().stream()
            .filter(access -> access instanceof Access.Advisory || access instanceof Access.Unknown)
            .forEach(all::add);
      }
    }
    return all;
  }

  private Footprint touching(
      Event event, List<Access> accesses, Connection<Access> connection, boolean snapshot) {
    boolean throughSnapshot =
        event.kind() == Event.Kind.STATEMENT
            && connection.readsThroughTransactionSnapshot()
            && !snapshot;
    boolean asksForLocks =
        event.phase() != Phase.WHOLE
            || event.error().isPresent()
            || WRITES.matcher(event.sql()).find()
            || LOCKS.matcher(event.sql()).find();
    List<Access> reads = accesses.stream().filter(Ledger::isRead).toList();
    boolean seesOrTouches = !accesses.isEmpty() || (snapshot && Connection.mayNeedSnapshot(event));
    return new Footprint(
        event.lane(),
        accesses,
        throughSnapshot ? lockedRows(accesses) : reads,
        asksForLocks ? attempts(event, accesses) : List.of(),
        taken(event, accesses),
        List.of(),
        List.of(),
        List.of(),
        snapshot && seesOrTouches,
        inside(seesOrTouches, connection),
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
  private List<Access> taken(Event event, List<Access> accesses) {
    List<Access> taken = new ArrayList<>(accesses.stream().filter(Ledger::isTaken).toList());
    taken.addAll(keysInReserve(event, accesses));
    if (event.phase() != Phase.WHOLE) {
      for (Access access : accesses) {
        if (access instanceof Access.ReadRow(var row)) {
          taken.add(new Access.LockRow(row, Access.LockMode.UPDATE));
        }
      }
    }
    return taken;
  }

  /// An UPDATE of a key that found its row gone, or still waits for it, would have taken a key in
  /// another order; which one is not known.
  private List<Access> keysInReserve(Event event, List<Access> accesses) {
    Matcher sets = SETS.matcher(event.sql());
    boolean wrote = accesses.stream().anyMatch(Access.WriteRow.class::isInstance);
    if ((wrote && event.phase() == Phase.WHOLE) || !sets.find()) {
      return List.of();
    }
    return accesses.stream()
        .filter(Ledger::isRead)
        .map(Ledger::table)
        .flatMap(Optional::stream)
        .distinct()
        .filter(table -> setsKey(table, sets.group(1)))
        .<Access>map(table -> new Access.UniqueProbe(table, List.of(), List.of()))
        .toList();
  }

  private boolean setsKey(String table, String assignments) {
    return schema
        .keys(table)
        .map(keys ->
            keys.stream()
                .anyMatch(key ->
                    key.isEmpty() || key.stream().anyMatch(column -> names(assignments, column))))
        .orElse(true);
  }

  private static boolean names(String text, String column) {
    return Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(column) + "(?![\\w$])")
        .matcher(text)
        .find();
  }

  private static Optional<String> table(Access read) {
    return switch (read) {
      case Access.ReadRow(var row) -> Optional.of(row.table());
      case Access.ReadWhere(var table, _) -> Optional.of(table);
      case Access.WholeTable(var table, _) -> Optional.of(table);
      case Access.LockRow _,
          Access.WriteRow _,
          Access.UniqueProbe _,
          Access.Advisory _,
          Access.MoveSequence _,
          Access.Unknown _ ->
          Optional.empty();
    };
  }

  /// The predicates of a statement that locks what it finds. A row that it looked for, found and
  /// has is among the locks.
  private static List<Access> attempts(Event event, List<Access> accesses) {
    boolean smooth = event.phase() == Phase.WHOLE && event.error().isEmpty();
    return accesses.stream()
        .filter(Ledger::isRead)
        .filter(
            access -> !(smooth && access instanceof Access.ReadRow(var row) && has(accesses, row)))
        .toList();
  }

  private static boolean has(List<Access> accesses, RowKey row) {
    return accesses.stream()
        .anyMatch(access ->
            (access instanceof Access.LockRow lock && lock.row().equals(row))
                || (access instanceof Access.WriteRow write && write.row().equals(row)));
  }

  private static boolean isTaken(Access access) {
    return !(access instanceof Access.ReadRow || access instanceof Access.ReadWhere);
  }

  private Serializable inside(boolean seesOrTouches, Connection<Access> connection) {
    if (connection.isolation() != Isolation.SERIALIZABLE || !seesOrTouches) {
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
        connection.endedIsolation() == Isolation.SERIALIZABLE
            && (!released.isEmpty() || connection.endedWithSnapshot());
    someSerializableEnded |= serializable;
    Footprint end = touched.ending(published, released, serializable);
    return end.waking(
        waiting.values().stream()
            .filter(one -> LockClauses.Wakes.wakes(end, one, schema))
            .toList());
  }

  private static List<Access> writes(List<Access> accesses) {
    return accesses.stream()
        .filter(access ->
            access instanceof Access.WriteRow
                || (access instanceof Access.WholeTable whole && whole.write()))
        .toList();
  }
}
