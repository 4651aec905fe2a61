package dev.deadheat.sql;

import java.util.List;
import java.util.Optional;

/// What kind of statement it is, with what its first words settle.
public sealed interface Command {
  /// `BEGIN` or `START TRANSACTION`.
  record Begin(Modes modes) implements Command {}

  /// `COMMIT` or `END`.
  ///
  /// @param chain whether a new transaction begins at once (`AND CHAIN`)
  record Commit(boolean chain) implements Command {}

  /// `ROLLBACK` or `ABORT`.
  ///
  /// @param chain whether a new transaction begins at once (`AND CHAIN`)
  record Rollback(boolean chain) implements Command {}

  record Savepoint(String name) implements Command {}

  record Release(String name) implements Command {}

  record RollbackTo(String name) implements Command {}

  /// `SET TRANSACTION` or `SET SESSION CHARACTERISTICS`.
  ///
  /// @param session whether it is for later transactions and not for this one
  record SetTransaction(Modes modes, boolean session) implements Command {}

  /// `SET CONSTRAINTS`; to IMMEDIATE it runs the checks that were put off.
  record SetConstraints(boolean immediate) implements Command {}

  /// `SET`, `RESET` or `DISCARD` of a setting.
  ///
  /// @param name the setting; `all` for all of them
  /// @param local whether it ends with the transaction
  record Set(String name, boolean local) implements Command {}

  record Show(String name) implements Command {}

  /// `SELECT`, `VALUES`, `TABLE` or `WITH ... SELECT`.
  record Select() implements Command {}

  record Insert(Optional<OnConflict> onConflict) implements Command {}

  record Update() implements Command {}

  record Delete() implements Command {}

  record Merge() implements Command {}

  /// `COPY`.
  ///
  /// @param in whether rows come in (`FROM`)
  record Copy(boolean in) implements Command {}

  record Truncate() implements Command {}

  /// `LOCK TABLE`.
  ///
  /// @param mode as PostgreSQL's manual writes it: `ACCESS EXCLUSIVE`
  record LockTable(String mode, boolean nowait) implements Command {}

  /// `CREATE`, `ALTER`, `DROP` and others that change what the database is made of.
  record Ddl(String firstWord) implements Command {}

  record Call() implements Command {}

  /// An anonymous code block.
  record Do() implements Command {}

  /// `DECLARE` of a cursor, whose snapshot later FETCHes use.
  record DeclareCursor(String name) implements Command {}

  /// `FETCH`, `MOVE` or `CLOSE`.
  record UseCursor(String name) implements Command {}

  /// `PREPARE`, `EXECUTE` and `DEALLOCATE` of the SQL level.
  record Prepared(String verb) implements Command {}

  /// `LISTEN`, `NOTIFY`, `UNLISTEN`.
  record Notify(String verb) implements Command {}

  /// The two-phase commands: `PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED`.
  record TwoPhase(String text) implements Command {}

  /// No statement at all: blanks, comments, a lone semicolon.
  record Empty() implements Command {}

  /// Several statements in one text.
  record Several(List<Statement> statements) implements Command {
    public Several {
      statements = List.copyOf(statements);
    }
  }

  /// Anything else.
  record Other(String firstWord) implements Command {}

  /// A transaction's modes; what is absent keeps its default.
  record Modes(
      Optional<Isolation> isolation, Optional<Boolean> readOnly, Optional<Boolean> deferrable) {
    /// Nothing said.
    public static final Modes NONE =
        new Modes(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// The isolation levels. READ UNCOMMITTED is READ COMMITTED in PostgreSQL.
  enum Isolation {
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE
  }

  /// `ON CONFLICT`.
  ///
  /// @param columns the conflict target's columns, if it names plain columns
  /// @param update whether it is `DO UPDATE`
  record OnConflict(List<String> columns, boolean update) {
    public OnConflict {
      columns = List.copyOf(columns);
    }
  }
}
