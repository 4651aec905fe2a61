package dev.deadheat.report.terminal;

import dev.deadheat.loop.Attempt;
import dev.deadheat.loop.Cured;
import dev.deadheat.report.story.CureWords;
import dev.deadheat.report.story.Headline.Tone;
import dev.deadheat.report.text.Printable;
import java.util.ArrayList;
import java.util.List;

/// What the loop made of a race, as text for a terminal: the order that broke, the cures that were
/// tried and how they fared, and for the one to take the same order now, its patch and its stamp.
///
/// Prose and pictures keep to the look's width; the lines of a patch are left as they are, so that
/// they can be copied. Lines end with `\n`.
public final class TerminalCures {
  private static final int WHOLE = Integer.MAX_VALUE;

  private final Pen pen;
  private final TerminalReport verdicts;

  private TerminalCures(TerminalLook look) {
    this.pen = new Pen(look);
    this.verdicts = TerminalReport.of(look);
  }

  /// A printer.
  public static TerminalCures of(TerminalLook look) {
    return new TerminalCures(look);
  }

  /// Everything about one race.
  public String render(Cured cured) {
    var out = new StringBuilder(verdicts.render(cured.broken())).append('\n');
    var lines = new ArrayList<Line>();
    found(cured, lines);
    if (!cured.attempts().isEmpty()) {
      title("Cures tried", lines);
      for (var i = 0; i < cured.attempts().size(); i++) {
        attempt(i + 1, cured.attempts().get(i), lines);
      }
    }
    lines.add(Line.EMPTY);
    var tone = cured.recommended().isPresent() ? Tone.GOOD : Tone.DOUBT;
    wrapped(pen.sign(tone) + " ", CureWords.verdict(cured), Pen.style(tone), lines);
    cured
        .recommended()
        .ifPresent(taken -> {
          title("The same order now", lines);
        });
    print(lines, out);
    cured.recommended().ifPresent(taken -> taken(taken, out));
    return out.toString();
  }

  private void taken(Attempt taken, StringBuilder out) {
    var now = taken.before().timeline();
    if (now.isPresent()) {
      out.append(verdicts.schedule(taken.before()));
    }
    var lines = new ArrayList<Line>();
    title("The patch", lines);
    for (var line : taken.diff()) {
      lines.add(Line.of(style(line), pen.text(Printable.of(line))));
    }
    lines.add(Line.EMPTY);
    taken.stamp().ifPresent(stamp -> wrapped(pen.sign(Tone.GOOD) + " ", stamp, Style.GOOD, lines));
    print(lines, out);
  }

  private void found(Cured cured, List<Line> lines) {
    if (cured.findings().isEmpty()) {
      return;
    }
    title("Found by check", lines);
    for (var finding : cured.findings()) {
      wrapped(
          "  ",
          "%s:%d %s %s in %s"
              .formatted(
                  finding.path(),
                  finding.line(),
                  finding.rule().code(),
                  finding.rule().name(),
                  finding.function()),
          Style.PLAIN,
          lines);
    }
  }

  private void attempt(int number, Attempt attempt, List<Line> lines) {
    var tone = attempt.holds() ? Tone.GOOD : Tone.BAD;
    wrapped(
        "  %s %d. ".formatted(pen.sign(tone), number), CureWords.title(attempt), Style.BOLD, lines);
    wrapped("       ", CureWords.told(attempt), Style.PLAIN, lines);
    attempt
        .proof()
        .replay()
        .ifPresent(
            file -> wrapped("       ", "the order that still breaks: " + file, Style.DIM, lines));
  }

  private static Style style(String line) {
    if (line.startsWith("+++") || line.startsWith("---")) {
      return Style.BOLD;
    }
    if (line.startsWith("@@")) {
      return Style.DIM;
    }
    return line.startsWith("+") ? Style.GOOD : line.startsWith("-") ? Style.BAD : Style.PLAIN;
  }

  private static void title(String text, List<Line> lines) {
    lines.add(Line.EMPTY);
    lines.add(Line.of(Style.BOLD, text));
  }

  private void wrapped(String head, String text, Style style, List<Line> lines) {
    var indent = " ".repeat(head.length());
    var first = true;
    for (var line : pen.wrap(Printable.flat(text), pen.width() - head.length(), WHOLE)) {
      lines.add(Line.of(style, first ? head : indent).and(Style.PLAIN, line));
      first = false;
    }
  }

  private void print(List<Line> lines, StringBuilder out) {
    lines.forEach(line -> out.append(pen.render(line)).append('\n'));
    lines.clear();
  }
}
