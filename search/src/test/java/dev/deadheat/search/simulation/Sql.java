package dev.deadheat.search.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The text that a simulated step would be sent as.
final class Sql {
  private Sql() {}

  static String of(Op op) {
    return switch (op) {
      case Op.Begin(var isolation) -> "BEGIN ISOLATION LEVEL " + isolation.words();
      case Op.Commit ignored -> "COMMIT";
      case Op.Rollback ignored -> "ROLLBACK";
      case Op.Savepoint(var name) -> "SAVEPOINT " + name;
      case Op.Release(var name) -> "RELEASE SAVEPOINT " + name;
      case Op.RollbackTo(var name) -> "ROLLBACK TO SAVEPOINT " + name;
      case Op.Read(var where) -> "SELECT * FROM " + where.table() + where(where);
      case Op.Constant() -> "SELECT 1";
      case Op.Lock(var where, var mode, var patience) ->
          "SELECT * FROM "
              + where.table()
              + where(where)
              + " FOR "
              + mode.name().replace('_', ' ')
              + switch (patience) {
                case WAIT -> "";
                case NOWAIT -> " NOWAIT";
                case SKIP -> " SKIP LOCKED";
              };
      case Op.Update(var where, var unless, var column, var value) ->
          "UPDATE "
              + where.table()
              + " SET "
              + column
              + " = "
              + (value.startsWith("+") ? column + " " + value : "$1")
              + where(where)
              + unless(unless);
      case Op.Insert(var table, var row, var unless, var onConflict) ->
          "INSERT INTO "
              + table
              + (unless.isPresent() ? " SELECT " : " VALUES ")
              + row
              + unless(unless)
              + switch (onConflict) {
                case FAIL -> "";
                case NOTHING -> " ON CONFLICT DO NOTHING";
                case UPDATE -> " ON CONFLICT (k) DO UPDATE SET v = " + table + ".v + 1";
              };
      case Op.Delete(var where) -> "DELETE FROM " + where.table() + where(where);
      case Op.Advisory advisory -> "SELECT pg_advisory_lock(" + advisory + ")";
      case Op.Unlock(var key) -> "SELECT pg_advisory_unlock(" + key + ")";
      case Op.NextValue(var sequence) -> "SELECT nextval('" + sequence + "')";
      case Op.Truncate(var table) -> "TRUNCATE " + table;
      case Op.Opaque(var statement) -> of(statement);
      case Op.Guarded(var statement) -> of(statement);
      case Op.Impatient(var statement) -> of(statement);
      case Op.Retried ignored -> "";
      case Op.IfEmpty ignored -> "";
    };
  }

  private static String where(Op.Where where) {
    return where.equalities().isEmpty() ? "" : " WHERE " + conjuncts(where.equalities());
  }

  private static String conjuncts(Map<String, String> equalities) {
    return equalities.entrySet().stream()
        .map(equality -> equality.getKey() + " = " + equality.getValue())
        .collect(Collectors.joining(" AND "));
  }

  private static String unless(Optional<Op.Where> unless) {
    return unless
        .map(where -> " AND NOT EXISTS (SELECT 1 FROM " + where.table() + where(where) + ")")
        .orElse("");
  }
}
