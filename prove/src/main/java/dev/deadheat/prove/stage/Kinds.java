package dev.deadheat.prove.stage;

import dev.deadheat.search.Event.Kind;
import dev.deadheat.sql.Command;
import dev.deadheat.sql.Statement;

/// What statements are to a transaction.
final class Kinds {
  private Kinds() {}

  static Kind of(Statement statement) {
    return switch (statement.command()) {
      case Command.Begin _ -> Kind.BEGIN;
      case Command.Commit _ -> Kind.COMMIT;
      case Command.Rollback _ -> Kind.ROLLBACK;
      case Command.Savepoint _ -> Kind.SAVEPOINT;
      case Command.Release _ -> Kind.RELEASE_SAVEPOINT;
      case Command.RollbackTo _ -> Kind.ROLLBACK_TO_SAVEPOINT;
      case Command.SetTransaction _,
          Command.SetConstraints _,
          Command.Set _,
          Command.Show _,
          Command.Select _,
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
          Command.Prepared _,
          Command.Notify _,
          Command.TwoPhase _,
          Command.Empty _,
          Command.Several _,
          Command.Other _ ->
          Kind.STATEMENT;
    };
  }
}
