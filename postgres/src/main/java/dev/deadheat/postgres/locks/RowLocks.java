package dev.deadheat.postgres.locks;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.RowKey;
import java.util.List;

/// A row that is locked, as the extension `pgrowlocks` finds it in the table itself: so also rows
/// that were neither returned nor changed.
///
/// @param row which row, as our connection sees it: before the holder's own changes
/// @param modes the modes that its lockers hold, strongest last
/// @param pids the holders' backends, [#SOMEBODY] among them where the server does not tell
public record RowLocks(RowKey row, List<LockMode> modes, List<Integer> pids) {
  /// Stands for the backend that took a lock after a savepoint that it has released since.
  static final int SOMEBODY = 0;

  public RowLocks {
    modes = List.copyOf(modes);
    pids = List.copyOf(pids);
  }

  /// Whether a backend holds a lock on this row, for all that is known.
  public boolean mayBeOf(int pid) {
    return pids.contains(pid) || pids.contains(SOMEBODY);
  }
}
