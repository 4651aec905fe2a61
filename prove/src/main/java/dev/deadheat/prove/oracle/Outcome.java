package dev.deadheat.prove.oracle;

import dev.deadheat.prove.run.Reply;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one run left behind, as it was: nothing renamed, nothing masked.
///
/// @param changed the rows that differ from the start; an absent value is a row that is gone.
///   Columns are in the table's order, an SQL null is absent
/// @param inserted the rows of `changed` that the run made and that are still there, in the order
///   in which they were made, with the lane that made them
/// @param replies the answer of every lane that ran
/// @param effects captured mail and dispatched tasks, as JSON text, by kind
/// @param invariant whether the scenario's invariant held; empty if there is none
public record Outcome(
    SortedMap<RowKey, Optional<Map<String, Optional<String>>>> changed,
    Map<RowKey, Lane> inserted,
    SortedMap<Lane, Reply> replies,
    SortedMap<String, String> effects,
    Optional<Boolean> invariant) {
  public Outcome {
    changed = new TreeMap<>(changed);
    inserted = Collections.unmodifiableMap(new LinkedHashMap<>(inserted));
    replies = new TreeMap<>(replies);
    effects = new TreeMap<>(effects);
  }

  /// The rows inserted into one table by one lane, in order.
  List<RowKey> insertedBy(Lane lane, String table) {
    return inserted.entrySet().stream()
        .filter(entry -> entry.getValue().equals(lane) && entry.getKey().table().equals(table))
        .map(Map.Entry::getKey)
        .toList();
  }
}
