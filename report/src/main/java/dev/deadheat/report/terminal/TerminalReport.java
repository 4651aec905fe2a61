package dev.deadheat.report.terminal;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.FaultWords;
import dev.deadheat.report.story.Headline;
import dev.deadheat.report.story.IsolationTable;
import dev.deadheat.report.story.Story;
import dev.deadheat.report.text.Printable;
import dev.deadheat.report.text.Width;
import java.util.ArrayList;
import java.util.List;

/// Verdicts as text for a terminal: the headline, the schedule drawn with a column for each user
/// and the rows in the middle, the sentence that says what was lost, how it ended beside the serial
/// orders, and what was explored.
///
/// No line is wider than the look's width, and nothing of the data reaches the terminal as a
/// control character. Lines end with `\n`.
public final class TerminalReport {
  private static final int LABEL = 11;
  private static final int WHOLE = Integer.MAX_VALUE;

  /// What is printed as a list.
  private static final List<String> LISTS = List.of("Limits", "Broken");

  private final Pen pen;
  private final boolean drawsAll;

  private TerminalReport(Pen pen, boolean drawsAll) {
    this.pen = pen;
    this.drawsAll = drawsAll;
  }

  /// Reports that draw the schedule where it is part of the answer; a clean verdict stays compact.
  public static TerminalReport of(TerminalLook look) {
    return new TerminalReport(new Pen(look), false);
  }

  /// The same reports, but clean verdicts draw their representative schedule too.
  public TerminalReport drawingClean() {
    return new TerminalReport(pen, true);
  }

  /// One verdict.
  public String render(Verdict verdict) {
    var lines = new ArrayList<Line>();
    var headline = Headline.of(verdict);
    heading(lines, verdict, headline);
    var pictured = verdict.timeline().isPresent() && (drawsAll || Headline.needsPicture(verdict));
    if (pictured) {
      lines.add(Line.EMPTY);
      var story = Story.of(verdict, verdict.timeline().get());
      lines.addAll(picture(story).draw());
      legend(lines, story);
    }
    if (!verdict.sentence().isBlank()) {
      lines.add(Line.EMPTY);
      sentence(lines, verdict, headline);
    }
    var table = new OutcomeTable(pen).draw(verdict);
    if (!table.isEmpty()) {
      lines.add(Line.EMPTY);
      lines.addAll(table);
    }
    lines.add(Line.EMPTY);
    footing(lines, verdict);
    return text(lines);
  }

  /// A verdict's schedule alone, drawn; empty without a timeline.
  String schedule(Verdict verdict) {
    var lines = new ArrayList<Line>();
    verdict
        .timeline()
        .ifPresent(timeline -> {
          var story = Story.of(verdict, timeline);
          lines.addAll(picture(story).draw());
          legend(lines, story);
        });
    return text(lines);
  }

  /// Several verdicts, then one line that counts them by their words.
  public String render(List<Verdict> verdicts) {
    var out = new StringBuilder();
    for (var verdict : verdicts) {
      out.append(render(verdict)).append('\n');
    }
    return out.append(summary(verdicts)).toString();
  }

  /// The line that counts verdicts by their words; above it the table of isolation levels, where
  /// scenarios were tried at several.
  public String summary(List<Verdict> verdicts) {
    var lines = new ArrayList<Line>();
    IsolationTable.of(verdicts)
        .ifPresent(table -> {
          lines.addAll(new LevelsTable(pen).draw(table));
          lines.add(Line.EMPTY);
        });
    lines.addAll(new Summary(pen).of(verdicts));
    return text(lines);
  }

  /// The races that no rule of `check` finds, a sentence each; nothing if there is none.
  public String gaps(List<Verdict> gaps) {
    var lines = new ArrayList<Line>();
    for (Verdict gap : gaps) {
      var told =
          "check finds nothing where \"%s\" breaks: a gap in its rules"
              .formatted(Printable.flat(gap.scenario()));
      var head = pen.sign(Headline.Tone.DOUBT) + " ";
      for (String line : pen.wrap(told, pen.width() - head.length(), Integer.MAX_VALUE)) {
        lines.add(Line.of(Pen.style(Headline.Tone.DOUBT), head).and(Style.PLAIN, line));
        head = "  ";
      }
    }
    return text(lines);
  }

  private Picture picture(Story story) {
    var wide = new SideBySide(pen, story);
    return wide.fits() ? wide : new Gutter(pen, story);
  }

  private void heading(List<Line> lines, Verdict verdict, Headline headline) {
    var style = Pen.style(headline.tone());
    var name =
        pen.sign(headline.tone())
            + " "
            + pen.text(headline.name()).toUpperCase(java.util.Locale.ROOT);
    var scenario = pen.elide(Printable.flat(verdict.scenario()), pen.width());
    var room = pen.width() - Width.of(name) - 2;
    if (Width.of(scenario) <= room) {
      lines.add(
          Line.of(style, name).padTo(pen.width() - Width.of(scenario)).and(Style.PLAIN, scenario));
    } else {
      lines.add(Line.of(style, Width.elide(name, pen.width(), "")));
      lines.add(Line.of(Style.PLAIN, scenario));
    }
    pen.wrap(headline.gist(), pen.width() - 2, WHOLE)
        .forEach(t -> lines.add(Line.of(Style.DIM, "  " + t)));
  }

  private void legend(List<Line> lines, Story story) {
    var parts = new ArrayList<String>();
    if (story.showsUncommitted()) {
      parts.add(pen.pick("●", "*") + " committed");
      parts.add(pen.pick("○", "o") + " seen only by the lane that wrote it");
    }
    if (!story.waits().isEmpty()) {
      parts.add(pen.waiting() + " waits for a lock");
    }
    if (!parts.isEmpty()) {
      lines.add(Line.EMPTY);
      for (var t : Width.wrap(String.join("   ", parts), pen.width() - 2, WHOLE, "")) {
        lines.add(Line.of(Style.DIM, "  " + t));
      }
    }
  }

  private void sentence(List<Line> lines, Verdict verdict, Headline headline) {
    var sign = pen.sign(headline.tone());
    var indent = Width.of(sign) + 3;
    var first = true;
    for (var t : pen.wrap(Printable.flat(verdict.sentence()), pen.width() - indent, WHOLE)) {
      lines.add(
          Line.of(Pen.style(headline.tone()), first ? "  " + sign + " " : " ".repeat(indent))
              .and(Style.BOLD, t));
      first = false;
    }
  }

  private void footing(List<Line> lines, Verdict verdict) {
    labelled(lines, "Broken", FaultWords.broken(verdict));
    labelled(lines, "Explored", List.of(Headline.explored(verdict)));
    var rows = Headline.startRows(verdict);
    labelled(lines, "From", rows.isEmpty() ? List.of() : List.of(rows));
    labelled(lines, "Requests", Headline.requests(verdict));
    labelled(lines, "Isolation", List.of(Printable.flat(verdict.isolation())));
    if (verdict.orderSensitive()) {
      labelled(
          lines,
          "Order",
          List.of(
              "the serial orders differ among themselves: if order is part of the need, say so"));
    }
    var sure = Headline.reproduced(verdict);
    labelled(lines, "Again", sure.isEmpty() ? List.of() : List.of(sure));
    labelled(lines, "Replay", verdict.replay().map(this::command).orElse(List.of()));
    labelled(lines, "Limits", verdict.notes().stream().map(Printable::flat).toList());
  }

  /// The command in one line, or in two that a shell joins again.
  private List<String> command(String file) {
    var name = Printable.of(file);
    var whole = "deadheat replay " + name;
    return Width.of(pen.text(whole)) <= pen.width() - LABEL - 4
        ? List.of(whole)
        : List.of("deadheat replay \\", name);
  }

  private void labelled(List<Line> lines, String label, List<String> texts) {
    var first = true;
    for (var text : texts) {
      var head = true;
      for (var t : pen.wrap(text, pen.width() - LABEL - 4, WHOLE)) {
        var hanging = texts.size() > 1 && LISTS.contains(label) ? (head ? "- " : "  ") : "";
        lines.add(
            Line.of(Style.DIM, "  " + (first ? label : ""))
                .padTo(LABEL + 2)
                .and(Style.PLAIN, hanging + t));
        first = false;
        head = false;
      }
    }
  }

  private String text(List<Line> lines) {
    var out = new StringBuilder();
    for (var line : lines) {
      out.append(pen.render(line)).append('\n');
    }
    return out.toString();
  }
}
