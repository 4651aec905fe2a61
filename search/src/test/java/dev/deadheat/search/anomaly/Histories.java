package dev.deadheat.search.anomaly;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Event;
import dev.deadheat.search.Event.Kind;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs from histories as the literature writes them: `r1(x) w2(x) c2 w1(x) c1`.
///
/// Digits are lanes, each one transaction. Rows are of table `t`, with columns `v`, `other` and
/// `k`, all 0 at the start. `r` reads a row (`r1(x.v)` one column), `l` locks it FOR UPDATE, `w`
/// updates a column (`w1(x.other=7)`; `v` and a fresh value unless given), `s` saves the whole row
/// with the other columns as the lane last read them, `i` inserts, `d` deletes, `p1(k=5)` searches,
/// `p1()` searches by something that is no equality, `c` commits, `a` rolls back.
final class Histories {
  private static final Pattern STEP =
      Pattern.compile("([rlwsidpca])([1-9])(?:\\((\\w*)(?:\\.(\\w+))?(?:=(\\w+))?\\))?");

  private final boolean blocks;
  private final List<Event> events = new ArrayList<>();
  private final List<Run.Choice> choices = new ArrayList<>();
  private final Map<String, Map<String, Optional<String>>> rows = new LinkedHashMap<>();
  private final Map<String, Map<String, Optional<String>>> lastRead = new LinkedHashMap<>();
  private final Set<Lane> begun = new LinkedHashSet<>();

  private Histories(boolean blocks) {
    this.blocks = blocks;
  }

  /// Each lane one transaction.
  static Run run(String history) {
    return new Histories(true).parse(history);
  }

  /// Each statement a transaction of its own.
  static Run autocommitted(String history) {
    return new Histories(false).parse(history);
  }

  private Run parse(String history) {
    for (String word : history.strip().split("\\s+", -1)) {
      Matcher step = STEP.matcher(word);
      if (!step.matches()) {
        throw new IllegalArgumentException("no such step: " + word);
      }
      step(step);
    }
    return new Run(events, choices, Run.End.FINISHED);
  }

  private void step(Matcher step) {
    char what = step.group(1).charAt(0);
    Lane lane = new Lane(step.group(2).charAt(0) - '1');
    if (blocks && begun.add(lane)) {
      add(lane, Kind.BEGIN, "BEGIN", List.of());
    }
    choices.add(new Run.Choice(List.of(lane), lane, events.size()));
    String name = Optional.ofNullable(step.group(3)).orElse("");
    String column = Optional.ofNullable(step.group(4)).orElse("v");
    String value = Optional.ofNullable(step.group(5)).orElse("of" + lane + events.size());
    RowKey row = new RowKey("t", List.of(name));
    String where = " WHERE id = " + name;
    switch (what) {
      case 'c' -> add(lane, Kind.COMMIT, "COMMIT", List.of());
      case 'a' -> add(lane, Kind.ROLLBACK, "ROLLBACK", List.of());
      case 'r' -> {
        lastRead.put(lane + name, row(name));
        String columns = step.group(4) == null ? "*" : column;
        statement(lane, "SELECT " + columns + " FROM t" + where, new Access.ReadRow(row));
      }
      case 'l' -> {
        lastRead.put(lane + name, row(name));
        statement(
            lane,
            "SELECT * FROM t" + where + " FOR UPDATE",
            new Access.ReadRow(row),
            new Access.LockRow(row, LockMode.UPDATE));
      }
      case 'p' ->
          statement(
              lane,
              "SELECT count(*) FROM t WHERE " + name + " = 5",
              new Access.ReadWhere(
                  "t", name.isEmpty() ? Map.of() : Map.of(name, Optional.of(value))));
      case 'w' ->
          update(lane, row, "UPDATE t SET " + column + " = 1" + where, Map.of(column, value));
      case 's' -> {
        Map<String, String> all = new LinkedHashMap<>();
        lastRead
            .getOrDefault(lane + name, fresh())
            .forEach((key, old) -> all.put(key, old.orElse("")));
        all.put(column, value);
        update(lane, row, "UPDATE t SET v = 1, other = 1, k = 1" + where, all);
      }
      case 'i' -> {
        Map<String, Optional<String>> after = fresh();
        after.put(column, Optional.of(value));
        rows.put(name, after);
        statement(
            lane,
            "INSERT INTO t VALUES (1)",
            new Access.WriteRow(row, WriteKind.INSERT, Map.of(), after));
      }
      case 'd' -> {
        statement(
            lane,
            "DELETE FROM t" + where,
            new Access.ReadRow(row),
            new Access.WriteRow(row, WriteKind.DELETE, row(name), Map.of()));
      }
      default -> throw new IllegalArgumentException("no such step: " + what);
    }
  }

  private void update(Lane lane, RowKey row, String sql, Map<String, String> values) {
    String name = row.key().getFirst();
    Map<String, Optional<String>> before = row(name);
    Map<String, Optional<String>> after = new LinkedHashMap<>(before);
    values.forEach((column, value) -> after.put(column, Optional.of(value)));
    rows.put(name, after);
    statement(
        lane,
        sql,
        new Access.ReadRow(row),
        new Access.WriteRow(row, WriteKind.UPDATE, before, after));
  }

  private void statement(Lane lane, String sql, Access... accesses) {
    add(lane, Kind.STATEMENT, sql, List.of(accesses));
  }

  private void add(Lane lane, Kind kind, String sql, List<Access> accesses) {
    events.add(
        new Event(
            lane, 0, kind, Event.Phase.WHOLE, sql, accesses, blocks, Optional.empty(), List.of()));
  }

  private Map<String, Optional<String>> row(String name) {
    return rows.computeIfAbsent(name, key -> fresh());
  }

  private static Map<String, Optional<String>> fresh() {
    Map<String, Optional<String>> row = new LinkedHashMap<>();
    for (String column : List.of("v", "other", "k")) {
      row.put(column, Optional.of("0"));
    }
    return row;
  }
}
