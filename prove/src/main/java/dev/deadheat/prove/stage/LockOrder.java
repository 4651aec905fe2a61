package dev.deadheat.prove.stage;

import dev.deadheat.search.Access;
import dev.deadheat.search.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The order in which a locking statement locked its rows: that of its result, as far as it shows
/// them.
///
/// @param rows the rows
/// @param backwards the same backwards, if their order is not known
record LockOrder(List<Access.LockRow> rows, List<Access.LockRow> backwards) {
  LockOrder {
    rows = List.copyOf(rows);
    backwards = List.copyOf(backwards);
  }

  /// @param locked in any order
  /// @param shown the rows of the result, in its order
  static LockOrder of(List<Access.LockRow> locked, Collection<RowKey> shown) {
    List<Access.LockRow> rows = new ArrayList<>();
    for (RowKey row : shown) {
      locked.stream().filter(lock -> lock.row().equals(row)).forEach(rows::add);
    }
    boolean told = !rows.isEmpty() || locked.size() < 2;
    // Rows that are not shown were locked by an earlier statement, or did not fit after a wait.
    locked.stream().filter(lock -> !rows.contains(lock)).forEach(rows::add);
    return new LockOrder(rows, told ? List.of() : rows.reversed());
  }
}
