package dev.deadheat.report.terminal;

import dev.deadheat.report.text.Printable;
import dev.deadheat.report.text.Width;
import java.io.PrintStream;
import java.util.function.LongSupplier;

/// Says what is going on while people wait.
///
/// On a terminal one line is rewritten, at most ten times a second; elsewhere a new phase is a line
/// and a long phase says a line every ten seconds; quiet says nothing. May be used from several
/// threads.
public final class Progress implements AutoCloseable {
  /// How to say it.
  public enum Manner {
    /// Rewrite one line.
    REWRITE,
    /// Few whole lines.
    LINES,
    /// Say nothing.
    QUIET
  }

  private static final long REWRITE_NANOS = 100_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final Pen pen;
  private final int width;
  private final Manner manner;
  private final LongSupplier nanoTime;
  private String phase = "";
  private long saidAt;
  private int shownCells;

  /// @param out where to, usually standard error
  /// @param nanoTime the clock, `System::nanoTime`
  public Progress(PrintStream out, TerminalLook look, Manner manner, LongSupplier nanoTime) {
    this.out = out;
    this.pen = new Pen(look);
    this.width = look.width();
    this.manner = manner;
    this.nanoTime = nanoTime;
  }

  /// A new phase begins: `starting PostgreSQL`. Always said at once.
  public synchronized void phase(String what) {
    phase = pen.text(Printable.flat(what));
    say(phase, manner == Manner.LINES);
  }

  /// How far the phase is: `120 schedules, 14 classes`. Said when it is time to.
  public synchronized void detail(String how) {
    var wait = manner == Manner.REWRITE ? REWRITE_NANOS : LINE_NANOS;
    if (manner == Manner.QUIET || nanoTime.getAsLong() - saidAt < wait) {
      return;
    }
    say(phase + ": " + pen.text(Printable.flat(how)), manner == Manner.LINES);
  }

  /// Takes the rewritten line away, so that a report can follow.
  public synchronized void clear() {
    if (manner == Manner.REWRITE && shownCells > 0) {
      out.print("\r" + " ".repeat(shownCells) + "\r");
      out.flush();
      shownCells = 0;
    }
  }

  @Override
  public void close() {
    clear();
  }

  private void say(String text, boolean asLine) {
    saidAt = nanoTime.getAsLong();
    if (manner == Manner.QUIET) {
      return;
    }
    if (asLine) {
      out.println("deadheat: " + text);
      return;
    }
    // One cell stays free: writing the last one makes some terminals begin a new line.
    var shown = pen.elide(text, width - 1);
    var cells = Width.of(shown);
    out.print("\r" + shown + " ".repeat(Math.max(0, shownCells - cells)));
    out.flush();
    shownCells = cells;
  }
}
