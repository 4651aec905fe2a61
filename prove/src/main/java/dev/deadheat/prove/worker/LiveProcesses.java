package dev.deadheat.prove.worker;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The processes that we have started and that may still run: ended with their children when the
/// JVM ends, by Ctrl-C too. When the JVM is killed, the end of their standard input tells them.
final class LiveProcesses {
  private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(LiveProcesses::kill)));
  }

  private LiveProcesses() {}

  /// Ends the process when it is closed.
  record Registered(Process process) implements AutoCloseable {
    @Override
    public void close() {
      kill(process);
    }
  }

  static Registered register(Process process) {
    ALL.removeIf(known -> !known.isAlive());
    ALL.add(process);
    return new Registered(process);
  }

  /// Ends a process and all that it started. Returns at once.
  static void kill(Process process) {
    var below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // Its end of the pipe is gone already, which is all that closing is to say.
      return;
    } finally {
      ALL.remove(process);
    }
  }
}
