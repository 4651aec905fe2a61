package dev.deadheat.prove.stage;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.prove.run.Observer;
import dev.deadheat.prove.run.Waits;
import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Event.Kind;
import dev.deadheat.search.RowKey;
import dev.deadheat.sql.Command;
import dev.deadheat.sql.Statement;
import dev.deadheat.sql.Statement.AdvisoryCall;
import dev.deadheat.sql.Statement.Constant;
import dev.deadheat.sql.Statement.RowLock;
import dev.deadheat.sql.Statement.TableUse;
import dev.deadheat.sql.Statements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Puts together what a step touched: what its text says, what its results show, what the private
/// notices tell, and under all three the tables that the server holds locked for it.
final class Footprints implements Observer {
  private final Tables tables;
  private final Eyes eyes;
  private final HiddenCode code;

  /// What a server process has in its open transaction.
  private final Map<Integer, Open> open = new ConcurrentHashMap<>();

  /// The strongest lock known on each table, and foreign keys to be checked at COMMIT.
  private static final class Open {
    final Map<String, Eyes.TableLock> locks = new TreeMap<>();
    final List<Access> atCommit = new ArrayList<>();
  }

  Footprints(Tables tables, Eyes eyes) {
    this.tables = tables;
    this.eyes = eyes;
    this.code = new HiddenCode(tables);
  }

  @Override
  public Nature nature(Step step) {
    List<Statement> parsed = parse(step);
    boolean idle = step.transaction() == Step.TransactionState.IDLE;
    // Some drivers send BEGIN and the first statement as one step.
    boolean lone = idle && parsed.stream().noneMatch(one -> Kinds.of(one) == Kind.BEGIN);
    boolean choice = !parsed.stream().allMatch(statement -> touchesNothing(statement, lone));
    Kind kind = parsed.isEmpty() ? Kind.STATEMENT : Kinds.of(parsed.getLast());
    boolean control = parsed.stream().anyMatch(statement -> Kinds.of(statement) != Kind.STATEMENT);
    return new Nature(kind, choice, idle && choice && !control && parsed.size() == 1);
  }

  /// A query without tables touches nothing, but it may fail, and then its transaction lets go.
  private static boolean touchesNothing(Statement statement, boolean lone) {
    return statement.touchesNothing() && (lone || !(statement.command() instanceof Command.Select));
  }

  private static List<Statement> parse(Step step) {
    return step.statements().stream()
        .map(statement -> Statements.parse(statement.sql()))
        .flatMap(parsed ->
            parsed.command() instanceof Command.Several(List<Statement> inner)
                ? inner.stream()
                : java.util.stream.Stream.of(parsed))
        .toList();
  }

  @Override
  public List<Access> foresee(Step step) {
    Set<Access> accesses = new LinkedHashSet<>();
    for (Step.Statement statement : step.statements()) {
      said(Statements.parse(statement.sql()), statement.parameters(), accesses, new TreeSet<>());
    }
    return List.copyOf(accesses);
  }

  @Override
  public Waits waits() {
    return eyes;
  }

  @Override
  public Seen observe(Step step, Answer answer, int backendPid) {
    List<Statement> parsed = parse(step);
    Kind kind = nature(step).kind();
    boolean begins = !parsed.isEmpty() && Kinds.of(parsed.getFirst()) == Kind.BEGIN;
    if (kind == Kind.BEGIN) {
      open.put(backendPid, new Open());
      return new Seen(List.of(), Map.of());
    }
    Open transaction = open.computeIfAbsent(backendPid, _ -> new Open());
    Set<Access> accesses = new LinkedHashSet<>();
    Set<String> named = new TreeSet<>();
    boolean hidden = false;
    for (Step.Statement statement : step.statements()) {
      Statement text = Statements.parse(statement.sql());
      said(text, statement.parameters(), accesses, named);
      hidden |= code.runs(text, statement.sql());
    }
    if (parsed.stream().skip(begins ? 1 : 0).anyMatch(one -> Kinds.of(one) != Kind.STATEMENT)
        && parsed.size() > 1) {
      accesses.add(new Access.Unknown("a transaction ended or divided inside one step"));
    }
    Map<RowKey, Map<String, Optional<String>>> rowsRead = ResultRows.of(answer, tables);
    List<Access> backwards = lockedRows(step, rowsRead, backendPid, accesses);
    List<Access> changes = eyes.changes(answer.privateNotices());
    accesses.addAll(changes);
    foreignKeys(changes, accesses, named, transaction);
    if (kind == Kind.COMMIT || kind == Kind.ROLLBACK) {
      if (kind == Kind.COMMIT) {
        accesses.addAll(transaction.atCommit);
      }
      open.remove(backendPid);
      return new Seen(joined(accesses, backwards), rowsRead);
    }
    underneath(backendPid, named, transaction, hidden, accesses);
    if (step.transaction() == Step.TransactionState.IDLE && !begins) {
      // A lone statement's COMMIT is ours and is not observed: what it checks is counted here.
      accesses.addAll(transaction.atCommit);
      open.remove(backendPid);
    }
    return new Seen(joined(accesses, backwards), rowsRead);
  }

  private static List<Access> joined(Set<Access> accesses, List<Access> more) {
    List<Access> all = new ArrayList<>(accesses);
    all.addAll(more);
    return all;
  }

  /// What the text says.
  private void said(
      Statement statement,
      List<Optional<String>> parameters,
      Set<Access> accesses,
      Set<String> named) {
    if (statement.command() instanceof Command.Several(List<Statement> inner)) {
      inner.forEach(part -> said(part, parameters, accesses, named));
      return;
    }
    statement.unknown().ifPresent(why -> accesses.add(new Access.Unknown(why)));
    for (TableUse use : statement.tables()) {
      Optional<String> table = tables.resolve(use.name());
      if (table.isEmpty()) {
        continue;
      }
      named.add(table.get());
      switch (use.access()) {
        case READ, UPDATE, DELETE ->
            Equalities.of(use, table.get(), tables, parameters)
                .forEach(condition -> accesses.add(read(table.get(), condition)));
        case INSERT -> {
          // Whether it inserts, and what, depends on what it finds.
          if (findsWhatItInserts(statement)) {
            accesses.add(new Access.ReadWhere(table.get(), Map.of()));
          }
        }
        case WHOLE -> accesses.add(new Access.WholeTable(table.get(), true));
      }
    }
    for (AdvisoryCall call : statement.advisory()) {
      advisory(call, parameters, accesses);
    }
    statement.sequences().forEach(sequence -> accesses.add(new Access.MoveSequence(sequence)));
    switch (statement.command()) {
      case Command.Ddl _,
          Command.Call _,
          Command.Do _,
          Command.Merge _,
          Command.TwoPhase _,
          Command.Prepared _,
          Command.DeclareCursor _,
          Command.UseCursor _,
          Command.Other _ ->
          accesses.add(new Access.Unknown("not understood: " + statement.command()));
      case Command.Begin _,
          Command.Commit _,
          Command.Rollback _,
          Command.Savepoint _,
          Command.Release _,
          Command.RollbackTo _,
          Command.SetTransaction _,
          Command.SetConstraints _,
          Command.Set _,
          Command.Show _,
          Command.Select _,
          Command.Insert _,
          Command.Update _,
          Command.Delete _,
          Command.Copy _,
          Command.Truncate _,
          Command.LockTable _,
          Command.Notify _,
          Command.Empty _,
          Command.Several _ -> {}
    }
  }

  private static boolean findsWhatItInserts(Statement statement) {
    return !(statement.command() instanceof Command.Insert(var onConflict))
        || onConflict.isPresent()
        || statement.tables().size() > 1;
  }

  /// A condition that fixes the whole primary key is one row; any other is a predicate.
  private Access read(String table, Map<String, Optional<String>> condition) {
    List<String> key = tables.keyColumns(table);
    if (!key.isEmpty() && condition.keySet().containsAll(key)) {
      List<String> values = new ArrayList<>();
      key.forEach(
          column -> condition.getOrDefault(column, Optional.empty()).ifPresent(values::add));
      if (values.size() == key.size()) {
        return new Access.ReadRow(new RowKey(table, values));
      }
    }
    return new Access.ReadWhere(table, condition);
  }

  private static void advisory(
      AdvisoryCall call, List<Optional<String>> parameters, Set<Access> accesses) {
    List<String> key = new ArrayList<>();
    for (Constant constant : call.arguments()) {
      switch (constant) {
        case Constant.Literal(var text) -> key.add(text);
        case Constant.Parameter(var number) -> {
          if (number >= 1 && number <= parameters.size()) {
            parameters.get(number - 1).ifPresent(key::add);
          }
        }
      }
    }
    if (key.isEmpty() || key.size() != call.arguments().size()) {
      accesses.add(
          new Access.Unknown("an advisory lock whose key is not known: " + call.function()));
    } else {
      accesses.add(new Access.Advisory(String.join(",", key), call.function().contains("shared")));
    }
  }

  /// The rows that a locking clause took: as the server tells it; else those of the result where it
  /// shows their keys, and otherwise, for all we know, any row of the tables.
  ///
  /// @return the rows whose order is not told once more, backwards: in whichever order they were
  ///   locked, it is in the list
  private List<Access> lockedRows(
      Step step,
      Map<RowKey, Map<String, Optional<String>>> rowsRead,
      int backendPid,
      Set<Access> accesses) {
    List<Access> backwards = new ArrayList<>();
    for (Statement statement : parse(step)) {
      for (RowLock lock : statement.locks()) {
        LockMode mode =
            switch (lock.mode()) {
              case UPDATE -> LockMode.UPDATE;
              case NO_KEY_UPDATE -> LockMode.NO_KEY_UPDATE;
              case SHARE -> LockMode.SHARE;
              case KEY_SHARE -> LockMode.KEY_SHARE;
            };
        for (TableUse use : statement.tables()) {
          Optional<String> table = tables.resolve(use.name());
          boolean meant =
              lock.of().isEmpty() || lock.of().contains(use.alias().orElse(use.name().name()));
          if (table.isEmpty() || !meant) {
            continue;
          }
          Optional<List<Access.LockRow>> locked = eyes.rowLocks(table.get(), backendPid);
          if (locked.isPresent()) {
            LockOrder order = LockOrder.of(locked.get(), rowsRead.keySet());
            accesses.addAll(order.rows());
            backwards.addAll(order.backwards());
            continue;
          }
          List<RowKey> shown =
              rowsRead.keySet().stream().filter(row -> row.table().equals(table.get())).toList();
          shown.forEach(row -> accesses.add(new Access.LockRow(row, mode)));
          if (shown.isEmpty()) {
            accesses.add(new Access.WholeTable(table.get(), true));
          }
        }
      }
    }
    return backwards;
  }

  /// A row that refers to another one locks it, at the statement or at COMMIT.
  private void foreignKeys(
      List<Access> changes, Set<Access> accesses, Set<String> named, Open transaction) {
    for (Access access : changes) {
      if (!(access instanceof Access.WriteRow write)) {
        continue;
      }
      if (write.after().isEmpty()) {
        orphans(write, accesses, named, transaction);
        continue;
      }
      for (Tables.ForeignKey key : tables.foreignKeys(write.row().table())) {
        List<String> values = new ArrayList<>();
        boolean changed = write.before().isEmpty();
        for (String column : key.columns()) {
          Optional<String> value = write.after().getOrDefault(column, Optional.empty());
          value.ifPresent(values::add);
          changed |= !value.equals(write.before().getOrDefault(column, Optional.empty()));
        }
        if (!changed || values.size() != key.columns().size()) {
          continue;
        }
        Access lock =
            tables.keyColumns(key.target()).equals(key.targetColumns())
                ? new Access.LockRow(new RowKey(key.target(), values), LockMode.KEY_SHARE)
                : new Access.WholeTable(key.target(), true);
        if (key.deferred()) {
          transaction.atCommit.add(lock);
        } else {
          accesses.add(lock);
          named.add(key.target());
        }
      }
    }
  }

  /// A row that goes away is looked for in the tables that refer to it, at the statement or at
  /// COMMIT.
  private void orphans(
      Access.WriteRow gone, Set<Access> accesses, Set<String> named, Open transaction) {
    for (Tables.Referrer referrer : tables.referrers(gone.row().table())) {
      Map<String, Optional<String>> pointing = new LinkedHashMap<>();
      for (int i = 0; i < referrer.key().columns().size(); i++) {
        String target = referrer.key().targetColumns().get(i);
        pointing.put(
            referrer.key().columns().get(i), gone.before().getOrDefault(target, Optional.empty()));
      }
      Access look = new Access.ReadWhere(referrer.table(), pointing);
      if (referrer.key().deferred()) {
        transaction.atCommit.add(look);
      } else {
        accesses.add(look);
        named.add(referrer.table());
      }
    }
  }

  /// The safety net: a table that the server holds locked, or more strongly locked than before, and
  /// that nothing above named counts as touched whole.
  private void underneath(
      int backendPid, Set<String> named, Open transaction, boolean hidden, Set<Access> accesses) {
    eyes.tableLocks(backendPid)
        .forEach((table, lock) -> {
          Optional<Eyes.TableLock> known = Optional.ofNullable(transaction.locks.get(table));
          boolean more = known.isEmpty() || lock.compareTo(known.get()) > 0;
          if (hidden || (more && !named.contains(table))) {
            accesses.add(new Access.WholeTable(table, lock != Eyes.TableLock.READ));
          }
          transaction.locks.put(table, lock);
        });
  }
}
