package dev.deadheat.prove.scenario;

import java.util.Locale;

/// PostgreSQL's isolation levels. (READ UNCOMMITTED is READ COMMITTED there.)
public enum Isolation {
  READ_COMMITTED,
  REPEATABLE_READ,
  SERIALIZABLE;

  /// The level of that name; READ UNCOMMITTED is READ COMMITTED.
  ///
  /// @param sql as PostgreSQL writes it
  public static Isolation of(String sql) {
    return sql.equals("read uncommitted")
        ? READ_COMMITTED
        : valueOf(sql.toUpperCase(Locale.ROOT).replace(' ', '_'));
  }

  /// As PostgreSQL and the scenario file write it: `read committed`.
  public String sql() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
