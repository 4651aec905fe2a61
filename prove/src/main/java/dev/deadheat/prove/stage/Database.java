package dev.deadheat.prove.stage;

import dev.deadheat.search.RowKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// The database that scenarios are played in, instrumented, with its start rows kept aside.
interface Database {
  /// Puts back the start rows of these tables.
  ///
  /// @param sequenceOffset added to where every sequence stood at the start
  void reset(Collection<String> tables, long sequenceOffset) throws DatabaseException;

  /// The rows of these tables now.
  SortedMap<RowKey, Map<String, Optional<String>>> rows(Collection<String> tables)
      throws DatabaseException;

  /// The rows of a table at the start.
  SortedMap<RowKey, Map<String, Optional<String>>> startRows(String table);

  /// Whether a query's only value is true.
  boolean holds(String query) throws DatabaseException;
}
