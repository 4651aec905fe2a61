package dev.deadheat.prove.worker;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The processes that we have started and that may still run: ended with their children when the
/// JVM ends, by Ctrl-C too, and the folders that they wrote into are removed then. When the JVM is
/// killed, the end of their standard input tells the processes, and the next run finds the folders.
final class LiveProcesses {
  private static final long END_SECONDS = 5;
  private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();
  private static final Set<LaneFolder> FOLDERS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(LiveProcesses::end));
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

  /// The folder is removed at the JVM's end, unless it was closed before.
  static void removeAtEnd(LaneFolder folder) {
    FOLDERS.add(folder);
  }

  /// The folder is closed.
  static void isRemoved(LaneFolder folder) {
    FOLDERS.remove(folder);
  }

  private static void end() {
    List<Process> living = List.copyOf(ALL);
    living.forEach(LiveProcesses::kill);
    try {
      for (Process process : living) {
        process.waitFor(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    FOLDERS.forEach(LaneFolder::close);
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
