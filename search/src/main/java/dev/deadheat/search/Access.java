package dev.deadheat.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One thing that a step did to the shared database, as far as it was seen.
///
/// Column values are PostgreSQL's text form; an SQL null is the absent `Optional`.
public sealed interface Access {
  /// A row read, found by a predicate that fixes a whole unique key.
  record ReadRow(RowKey row) implements Access {}

  /// Rows read by a predicate: those whose columns equal the given values, and perhaps fewer.
  ///
  /// @param equalities column to value; empty means that any row of the table may matter
  record ReadWhere(String table, Map<String, Optional<String>> equalities) implements Access {
    public ReadWhere {
      equalities = Collections.unmodifiableMap(new LinkedHashMap<>(equalities));
    }
  }

  /// A row locked, by a locking clause or in passing (a foreign key's parent).
  record LockRow(RowKey row, LockMode mode) implements Access {}

  /// A row inserted, updated or deleted. Not visible to others before the COMMIT that publishes it.
  ///
  /// @param before all columns before the write; empty for an insert
  /// @param after all columns after the write; empty for a delete
  record WriteRow(
      RowKey row,
      WriteKind kind,
      Map<String, Optional<String>> before,
      Map<String, Optional<String>> after)
      implements Access {
    public WriteRow {
      before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
      after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }
  }

  /// A unique key whose presence or absence was relied on (ON CONFLICT, a unique violation, a
  /// foreign key's parent).
  ///
  /// @param columns the key's columns, in index order
  /// @param values their values, in the same order
  record UniqueProbe(String table, List<String> columns, List<Optional<String>> values)
      implements Access {
    public UniqueProbe {
      columns = List.copyOf(columns);
      values = List.copyOf(values);
    }
  }

  /// An advisory lock taken, tried or given back.
  record Advisory(String key, boolean shared) implements Access {}

  /// A sequence moved.
  record MoveSequence(String sequence) implements Access {}

  /// A whole table touched in a way that was not seen row by row (TRUNCATE, DDL, a table that only
  /// `pg_locks` names).
  record WholeTable(String table, boolean write) implements Access {}

  /// Something that was not understood: it depends on everything.
  record Unknown(String why) implements Access {}

  /// PostgreSQL's four row-lock modes, weakest first (manual, 13.3.2).
  enum LockMode {
    KEY_SHARE,
    SHARE,
    NO_KEY_UPDATE,
    UPDATE
  }

  /// What a write does.
  enum WriteKind {
    INSERT,
    UPDATE,
    DELETE
  }
}
