package dev.deadheat.app.prove;

import dev.deadheat.app.Console;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.report.terminal.Progress;
import dev.deadheat.search.Exploration;

/// Shows how proofs go, on the error stream.
public final class Watching implements Watcher, AutoCloseable {
  private final Progress progress;
  private final Console console;
  private final boolean verbose;
  private String scenario = "";

  /// @param quiet whether nothing is shown
  /// @param verbose whether what the project prints is shown too
  public Watching(Console console, boolean quiet, boolean verbose) {
    Progress.Manner manner =
        quiet
            ? Progress.Manner.QUIET
            : console.terminal() ? Progress.Manner.REWRITE : Progress.Manner.LINES;
    this.progress = new Progress(console.err(), console.look(), manner, System::nanoTime);
    this.console = console;
    this.verbose = verbose;
  }

  void begin(String name, int number, int of) {
    scenario = "[%d/%d] %s: ".formatted(number, of, name);
  }

  @Override
  public void phase(String what) {
    progress.phase(scenario + what);
  }

  @Override
  public void progress(Exploration.Progress so) {
    progress.detail("%d schedules, %d classes".formatted(so.runs() + so.cut(), so.classes()));
  }

  @Override
  public void printed(String line) {
    if (verbose) {
      progress.clear();
      console.err().println("  | " + line);
    }
  }

  /// Takes away what is shown, so that something else can be printed.
  public void clear() {
    progress.clear();
  }

  @Override
  public void close() {
    progress.close();
  }
}
