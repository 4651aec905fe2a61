package dev.deadheat.app;

import dev.deadheat.report.terminal.TerminalLook;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/// Where a command reads and writes.
///
/// @param out what was asked for
/// @param err progress and errors
/// @param look how text may look on `out`
/// @param terminal whether a person watches `err`
/// @param environment the environment variables
/// @param folder the working folder, absolute
public record Console(
    PrintStream out,
    PrintStream err,
    TerminalLook look,
    boolean terminal,
    Map<String, String> environment,
    Path folder) {
  public Console {
    environment = Map.copyOf(environment);
  }

  /// Shows a person what is being done; an empty text takes it away. Nothing is shown in a log.
  public void progress(String doing) {
    if (terminal) {
      err.print("\r\u001b[K" + doing);
      err.flush();
    }
  }

  /// The same for text that goes to a file: 80 columns, no colours, UTF-8.
  public Console onFile() {
    return new Console(out, err, new TerminalLook(80, false, true), terminal, environment, folder);
  }

  /// Says what is wrong, what to do next, and ends with ERROR.
  public Exit fail(String message) {
    err.println("deadheat: " + message);
    return Exit.ERROR;
  }
}
