package dev.deadheat.prove.run;

import dev.deadheat.search.RowKey;
import java.util.Collection;
import java.util.List;

/// Who waits in the server, and for whom. Safe for use by several threads. Each method may throw an
/// [ObserverException].
public interface Waits {
  /// The server processes that block this one; empty if it does not wait.
  List<Integer> blockers(int backendPid);

  /// Holds a row from everybody, so that statements wait for it.
  ///
  /// @return false if it cannot be held
  boolean hold(RowKey row);

  /// Lets go of the row that is held, if one is.
  void letGo();

  /// Makes what server processes are doing fail, all at once.
  void cancel(Collection<Integer> backendPids);
}
