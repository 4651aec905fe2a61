package dev.deadheat.sql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a statement's text says about what it does.
///
/// It is a lower bound, never a wrong narrow answer: where the text does not settle something,
/// `unknown` says so, and then nothing here may be used to call two statements independent.
/// Functions, views, rules, triggers and foreign keys touch more than the text names; the server's
/// own lock table is the net under this.
///
/// @param command what kind it is
/// @param tables every table named, each as often as it is named, in the order of the text
/// @param locks its locking clauses (`FOR UPDATE` ...)
/// @param advisory its calls of advisory-lock functions
/// @param sequences the sequences that it moves by name
/// @param unknown why the above may be incomplete; empty if it is all that the text says
public record Statement(
    Command command,
    List<TableUse> tables,
    List<RowLock> locks,
    List<AdvisoryCall> advisory,
    List<String> sequences,
    Optional<String> unknown) {
  public Statement {
    tables = List.copyOf(tables);
    locks = List.copyOf(locks);
    advisory = List.copyOf(advisory);
    sequences = List.copyOf(sequences);
  }

  /// Whether it reads, writes and locks nothing that another connection can see, waits for nobody
  /// and gives nothing back: so it is no scheduling step. `BEGIN`, `SAVEPOINT`, `SET`, `SHOW`,
  /// `SELECT 1`, `SELECT version()`; not `COMMIT`, `ROLLBACK`, `ROLLBACK TO`.
  public boolean touchesNothing() {
    return switch (command) {
      case Command.Begin _,
          Command.Savepoint _,
          Command.Release _,
          Command.SetTransaction _,
          Command.Set _,
          Command.Show _,
          Command.Empty _ ->
          true;
      case Command.SetConstraints(boolean immediate) -> !immediate;
      case Command.Select _ ->
          unknown.isEmpty()
              && tables.isEmpty()
              && locks.isEmpty()
              && advisory.isEmpty()
              && sequences.isEmpty();
      case Command.Several(List<Statement> statements) ->
          statements.stream().allMatch(Statement::touchesNothing);
      case Command.Prepared(String verb) -> verb.equals("DEALLOCATE");
      case Command.Commit _,
          Command.Rollback _,
          Command.RollbackTo _,
          Command.Insert _,
          Command.Update _,
          Command.Delete _,
          Command.Merge _,
          Command.Copy _,
          Command.Truncate _,
          Command.LockTable _,
          Command.Ddl _,
          Command.Call _,
          Command.Do _,
          Command.DeclareCursor _,
          Command.UseCursor _,
          Command.Notify _,
          Command.TwoPhase _,
          Command.Other _ ->
          false;
    };
  }

  /// Whether it needs a snapshot: under REPEATABLE READ and SERIALIZABLE the first such statement
  /// of a transaction fixes what the whole transaction sees, even one that touches nothing.
  public boolean takesSnapshot() {
    return switch (command) {
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
          Command.LockTable _,
          Command.Notify _,
          Command.TwoPhase _,
          Command.Empty _ ->
          false;
      case Command.Several(List<Statement> statements) ->
          statements.stream().anyMatch(Statement::takesSnapshot);
      case Command.Prepared(String verb) -> !verb.equals("DEALLOCATE");
      case Command.Select _,
          Command.Insert _,
          Command.Update _,
          Command.Delete _,
          Command.Merge _,
          Command.Copy _,
          Command.Truncate _,
          Command.Ddl _,
          Command.Call _,
          Command.Do _,
          Command.DeclareCursor _,
          Command.UseCursor _,
          Command.Other _ ->
          true;
    };
  }

  /// A table named in a statement.
  ///
  /// @param name as written
  /// @param alias what it is called in the statement
  /// @param access what is done with it
  /// @param equalities column to the constants it must equal (one, or an `IN` list's), from
  ///   conditions that every row used of this table must meet; empty means that any row may matter.
  ///   A column that the table does not have is an outer query's: pass over it
  public record TableUse(
      TableName name,
      Optional<String> alias,
      Access access,
      Map<String, List<Constant>> equalities) {
    public TableUse {
      equalities = Collections.unmodifiableMap(new LinkedHashMap<>(equalities));
    }
  }

  /// What a statement does with a table that it names.
  public enum Access {
    READ,
    INSERT,
    UPDATE,
    DELETE,
    /// As a whole: `LOCK`, `TRUNCATE`, `COPY`, `MERGE`.
    WHOLE
  }

  /// A table's name as a statement writes it, unquoted and case-folded.
  public record TableName(Optional<String> schema, String name) {
    @Override
    public String toString() {
      return schema.map(prefix -> prefix + ".").orElse("") + name;
    }
  }

  /// A value that the text fixes.
  public sealed interface Constant {
    /// A literal.
    ///
    /// @param text its content, without quotes: `1`, `new value`, `true`
    record Literal(String text) implements Constant {}

    /// A bound parameter.
    ///
    /// @param number from 1
    record Parameter(int number) implements Constant {}
  }

  /// A locking clause.
  ///
  /// @param of the tables or aliases after `OF`; empty means all tables of its query
  public record RowLock(Mode mode, List<String> of, Wait ifLocked) {
    public RowLock {
      of = List.copyOf(of);
    }

    /// The four modes, strongest first, as the manual lists them (13.3.2).
    public enum Mode {
      UPDATE,
      NO_KEY_UPDATE,
      SHARE,
      KEY_SHARE
    }

    /// What happens at a row that another transaction has locked.
    public enum Wait {
      BLOCK,
      NOWAIT,
      SKIP_LOCKED
    }
  }

  /// A call of an advisory-lock function.
  ///
  /// @param function its name: `pg_advisory_xact_lock`
  /// @param arguments the one or two keys; empty if they are no constants
  public record AdvisoryCall(String function, List<Constant> arguments) {
    public AdvisoryCall {
      arguments = List.copyOf(arguments);
    }
  }
}
