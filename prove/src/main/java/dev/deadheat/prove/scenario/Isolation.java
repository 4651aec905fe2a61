package dev.deadheat.prove.scenario;

import java.util.Locale;

/// PostgreSQL's isolation levels. (READ UNCOMMITTED is READ COMMITTED there.)
public enum Isolation {
  READ_COMMITTED,
  REPEATABLE_READ,
  SERIALIZABLE;

  /// As PostgreSQL and the scenario file write it: `read committed`.
  public String sql() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
