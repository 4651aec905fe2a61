package dev.deadheat.prove.oracle;

import dev.deadheat.search.Lane;
import java.util.SortedMap;
import java.util.TreeMap;

/// An outcome in the form in which outcomes are compared: ids renamed, volatile parts masked.
///
/// @param rows renamed row to its columns' text; `gone` for a deleted row
/// @param statuses the HTTP status of every lane that ran
/// @param documents bodies, redirects, mail, tasks and the invariant, by name
public record Canon(
    SortedMap<String, String> rows,
    SortedMap<Lane, Integer> statuses,
    SortedMap<String, String> documents) {
  public Canon {
    rows = new TreeMap<>(rows);
    statuses = new TreeMap<>(statuses);
    documents = new TreeMap<>(documents);
  }

  /// Whether both left the same rows.
  public boolean sameRows(Canon other) {
    return rows.equals(other.rows);
  }
}
