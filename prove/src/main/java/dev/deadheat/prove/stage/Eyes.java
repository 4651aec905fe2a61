package dev.deadheat.prove.stage;

import dev.deadheat.prove.run.Waits;
import dev.deadheat.search.Access;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// What the control connection sees of a lane's server process. Safe for use by several threads.
interface Eyes extends Waits {
  /// What private notices say was written.
  List<Access> changes(List<String> payloads);

  /// The tables that a server process holds locks on, each with whether the lock is one that only
  /// writing statements, row locks or stronger take.
  SortedMap<String, TableLock> tableLocks(int backendPid);

  /// The rows of a table that a server process has locked, each with the strongest mode; empty
  /// where the server can't tell.
  Optional<List<Access.LockRow>> rowLocks(String table, int backendPid);

  /// How strongly a table is locked.
  enum TableLock {
    /// ACCESS SHARE: it is read.
    READ,
    /// ROW SHARE: rows of it may be locked.
    ROWS,
    /// ROW EXCLUSIVE or stronger: it may be written.
    WRITE
  }
}
