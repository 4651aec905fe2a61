package dev.deadheat.prove.run;

import java.util.List;

/// Who waits in the server, and for whom. Safe for use by several threads.
public interface Waits {
  /// The server processes that block this one; empty if it does not wait.
  List<Integer> blockers(int backendPid);

  /// Makes what a server process is doing fail.
  void cancel(int backendPid);
}
