package dev.deadheat.postgres.locks;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.RowKey;
import java.util.List;

/// A row that is locked, as the extension `pgrowlocks` finds it in the table itself: so also rows
/// that were neither returned nor changed.
///
/// @param row which row, as our connection sees it: before the holder's own changes
/// @param modes the modes that its lockers hold, strongest last
/// @param pids the holders' backends
public record RowLocks(RowKey row, List<LockMode> modes, List<Integer> pids) {
  public RowLocks {
    modes = List.copyOf(modes);
    pids = List.copyOf(pids);
  }
}
