package dev.deadheat.search.dependence;

import dev.deadheat.search.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What one connection of a lane has open and holds, as a run goes by.
///
/// Mutable, for one pass over one run by one thread.
///
/// @param <T> what is held until a transaction, or a part of it, ends
public final class Connection<T> {
  private static final Pattern SETS_SESSION =
      Pattern.compile("(?is)^\\s*set\\s+session\\s+characteristics|default_transaction_isolation");
  private static final Pattern BEGINS = Pattern.compile("(?i)^\\s*(begin|start\\s+transaction)\\b");
  private static final Pattern NO_SNAPSHOT =
      Pattern.compile("(?i)^\\s*(lock|set|show|reset|listen|unlisten|notify|checkpoint)\\b");
  private static final Pattern SURELY_SNAPSHOT =
      Pattern.compile("(?i)^[\\s(]*(select|values|table|with|insert|update|delete|merge)\\b");

  private record Savepoint(String name, int held) {}

  private final Deque<Savepoint> savepoints = new ArrayDeque<>();
  private final List<T> held = new ArrayList<>();
  private Isolation usual;
  private Isolation isolation;
  private Isolation ended;
  private boolean open;
  private boolean failed;
  private boolean snapshotTaken;
  private boolean mayHaveSnapshot;
  private boolean endedWithSnapshot;

  /// A connection on which nothing has happened.
  ///
  /// @param usual the level of transactions that name none
  public Connection(Isolation usual) {
    this.usual = usual;
    this.isolation = usual;
    this.ended = usual;
  }

  /// Whether a transaction is open, a stretched statement's included.
  public boolean open() {
    return open;
  }

  /// Whether the open transaction has failed and only a rollback helps.
  public boolean failed() {
    return failed;
  }

  /// The level of the open transaction, or of the next.
  public Isolation isolation() {
    return isolation;
  }

  /// The level of the transaction that was just ended.
  public Isolation endedIsolation() {
    return ended;
  }

  /// Whether the last thing that let go of something ended a transaction that may have taken a
  /// snapshot: what it had read counts under SERIALIZABLE, even if a savepoint was rolled back
  /// since.
  public boolean endedWithSnapshot() {
    return endedWithSnapshot;
  }

  /// A BEGIN.
  ///
  /// @param level the level that it names
  public void begin(Optional<Isolation> level) {
    open = true;
    isolation = level.orElse(usual);
  }

  /// A statement sent inside a block that was not seen to begin, or together with its BEGIN.
  public void enter(Event event) {
    boolean begins = event.kind() == Event.Kind.STATEMENT && BEGINS.matcher(event.sql()).find();
    if (!open && (event.inTransaction() || begins)) {
      begin(Isolation.namedIn(event.sql()));
    }
  }

  /// A lone statement's transaction stays open until its COMMIT comes.
  public void stretch() {
    open = true;
  }

  /// Takes note of a SET that names a level.
  public void noteIsolation(Event event) {
    Isolation.namedIn(event.sql())
        .ifPresent(level -> {
          boolean ofSession = SETS_SESSION.matcher(event.sql()).find();
          if (ofSession) {
            usual = level;
          }
          if (open ? !ofSession && !snapshotTaken : ofSession) {
            isolation = level;
          }
        });
  }

  /// Whether plain reads see what was committed when the transaction began, not now.
  public boolean readsThroughTransactionSnapshot() {
    return open && snapshotTaken && isolation != Isolation.READ_COMMITTED;
  }

  /// Whether this statement takes the snapshot that its whole transaction will read through.
  public boolean takesTransactionSnapshot(Event event) {
    return open
        && !snapshotTaken
        && isolation != Isolation.READ_COMMITTED
        && event.kind() == Event.Kind.STATEMENT
        && event.phase() != Event.Phase.GRANT;
  }

  /// Takes note that a statement has taken its transaction's snapshot.
  public void noteSnapshot(Event event) {
    if (takesTransactionSnapshot(event)) {
      snapshotTaken = surelyTookSnapshot(event);
      mayHaveSnapshot |= mayNeedSnapshot(event);
    }
  }

  /// Whether a statement may run under a snapshot, even if it touches nothing, as `SELECT 1` does.
  static boolean mayNeedSnapshot(Event event) {
    return Arrays.stream(event.sql().split(";", -1))
        .anyMatch(part ->
            !part.isBlank() && !NO_SNAPSHOT.matcher(part).find() && !BEGINS.matcher(part).find());
  }

  /// In doubt it did not: then the next statement counts as one that takes the snapshot, too.
  private static boolean surelyTookSnapshot(Event event) {
    return event.error().isEmpty() && SURELY_SNAPSHOT.matcher(event.sql()).find();
  }

  /// Holds things until the transaction ends, or the savepoint is rolled back.
  public void hold(List<T> things) {
    held.addAll(things);
  }

  /// A SAVEPOINT.
  public void mark(String sql) {
    savepoints.push(new Savepoint(name(sql), held.size()));
  }

  /// A RELEASE SAVEPOINT: what was held since stays held.
  public void unmark(String sql) {
    forget(name(sql), true);
  }

  /// A ROLLBACK TO SAVEPOINT: what was held since it is let go.
  public List<T> rollbackTo(String sql) {
    failed = false;
    String name = name(sql);
    forget(name, false);
    return savepoints.isEmpty() || !savepoints.peek().name().equals(name)
        ? List.of()
        : releaseSince(savepoints.peek().held());
  }

  /// An error aborts the innermost subtransaction and lets go of what it took.
  public List<T> fail() {
    failed = open;
    return releaseSince(savepoints.isEmpty() ? 0 : savepoints.peek().held());
  }

  /// A COMMIT: everything is let go.
  public List<T> commit() {
    return end();
  }

  /// A ROLLBACK: everything is let go.
  public List<T> rollback() {
    return end();
  }

  private List<T> end() {
    List<T> all = releaseSince(0);
    savepoints.clear();
    ended = isolation;
    isolation = usual;
    open = false;
    failed = false;
    endedWithSnapshot = mayHaveSnapshot;
    snapshotTaken = false;
    mayHaveSnapshot = false;
    return all;
  }

  private List<T> releaseSince(int size) {
    List<T> tail = held.subList(size, held.size());
    List<T> released = List.copyOf(tail);
    tail.clear();
    ended = isolation;
    endedWithSnapshot = false;
    return released;
  }

  private void forget(String name, boolean itself) {
    boolean known = savepoints.stream().anyMatch(savepoint -> savepoint.name().equals(name));
    while (known && !savepoints.peek().name().equals(name)) {
      savepoints.pop();
    }
    if (known && itself) {
      savepoints.pop();
    }
  }

  /// The savepoint's name: the last word of the command.
  private static String name(String sql) {
    String bare = sql.strip().replaceAll(";$", "").strip();
    String last = bare.substring(bare.lastIndexOf(' ') + 1);
    return last.startsWith("\"") ? last : last.toLowerCase(Locale.ROOT);
  }
}
