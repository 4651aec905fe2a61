package dev.deadheat.report.html;

import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Comparison;
import dev.deadheat.report.story.FaultWords;
import dev.deadheat.report.story.Headline;
import dev.deadheat.report.story.Story;
import dev.deadheat.report.svg.SvgReport;
import dev.deadheat.report.svg.Theme;
import dev.deadheat.report.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the template shows of one verdict.
///
/// @param id of its section
/// @param tone `bad`, `doubt` or `good`: a class, beside the sign
/// @param picture the schedule as SVG, empty if there is none
/// @param lanes how many there are: it decides how far the picture may shrink
/// @param cures what was made of the race: none or one
record Entry(
    String id,
    String group,
    String tone,
    String sign,
    String name,
    String scenario,
    String gist,
    String sentence,
    String picture,
    int lanes,
    List<StepLine> steps,
    Ends ends,
    List<String> facts,
    List<String> requests,
    String replay,
    List<String> notes,
    List<Cure> cures) {
  private static final int MOST_SERIAL = 6;

  /// A step in the table.
  ///
  /// @param sent the statement as it was sent, empty where the short form says it all
  record StepLine(
      int number,
      String lane,
      String sql,
      String sent,
      String where,
      String source,
      String read,
      String written,
      List<String> came,
      String culprit) {}

  /// The ends compared; no lines if nothing differs.
  record Ends(List<String> columns, List<EndLine> lines, String more) {
    boolean any() {
      return !lines.isEmpty();
    }
  }

  /// One thing compared.
  record EndLine(String label, String actual, List<Cell> serial, String unlike) {}

  /// What a serial order leaves, beside what this one leaves.
  record Cell(String text, boolean differs) {}

  static Entry of(Verdict verdict, String id, String title, List<Cure> cures) {
    var headline = Headline.of(verdict);
    var facts = new ArrayList<String>();
    FaultWords.broken(verdict).forEach(line -> facts.add("Broken: " + line));
    facts.add("Explored: " + Headline.explored(verdict));
    var rows = Headline.startRows(verdict);
    if (!rows.isEmpty()) {
      facts.add("From: " + rows);
    }
    facts.add("Isolation: " + Printable.flat(verdict.isolation()));
    if (verdict.orderSensitive()) {
      facts.add("The serial orders differ among themselves: if order is part of the need, say so.");
    }
    var sure = Headline.reproduced(verdict);
    if (!sure.isEmpty()) {
      facts.add("The schedule was " + sure);
    }
    return new Entry(
        id,
        Page.group(verdict),
        tone(headline.tone()),
        sign(headline.tone()),
        headline.title(),
        title,
        headline.gist(),
        Printable.flat(verdict.sentence()),
        SvgReport.schedule(verdict, Theme.OF_PAGE, id),
        verdict.requests().size(),
        verdict.timeline().map(t -> steps(verdict, t)).orElse(List.of()),
        ends(verdict),
        facts,
        Headline.requests(verdict),
        verdict.replay().map(f -> "deadheat replay " + Printable.of(f)).orElse(""),
        verdict.notes().stream().map(Printable::flat).toList(),
        cures);
  }

  static String tone(Headline.Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }

  static String sign(Headline.Tone tone) {
    return switch (tone) {
      case BAD -> "✗";
      case DOUBT -> "△";
      case GOOD -> "✓";
    };
  }

  private static List<StepLine> steps(Verdict verdict, Timeline timeline) {
    var story = Story.of(verdict, timeline);
    var out = new ArrayList<StepLine>();
    for (var i = 0; i < story.scenes().size(); i++) {
      var scene = story.scenes().get(i);
      var step = timeline.steps().get(i);
      var sent = Printable.flat(step.sql());
      var came = new ArrayList<String>();
      scene
          .waited()
          .ifPresent(w -> came.add("waited for " + w.holder() + " from step " + w.after() + " on"));
      scene.error().ifPresent(e -> came.add("✗ " + e));
      scene.answer().ifPresent(a -> came.add("⇒ " + a));
      out.add(
          new StepLine(
              scene.number(),
              story.lanes().get(scene.lane()).title(),
              scene.sql(),
              sent.equals(scene.sql()) ? "" : sent,
              scene.where(),
              scene.source(),
              rows(step.rowsRead()),
              rows(step.rowsWritten()),
              came,
              scene.culprit().map(Story.Culprit::words).orElse("")));
    }
    return out;
  }

  private static String rows(List<String> rows) {
    return Printable.of(String.join(", ", rows));
  }

  private static Ends ends(Verdict verdict) {
    var comparison = Comparison.of(verdict, MOST_SERIAL);
    var lines = new ArrayList<EndLine>();
    for (var line : comparison.lines()) {
      lines.add(
          new EndLine(
              line.label(),
              line.texts().getFirst(),
              line.texts().subList(1, line.texts().size()).stream()
                  .map(text -> new Cell(text, !text.equals(line.texts().getFirst())))
                  .toList(),
              line.unlikeAll() ? "unlike every serial order" : ""));
    }
    return new Ends(
        comparison.columns(),
        lines,
        comparison.leftOut() == 0
            ? ""
            : comparison.leftOut() + " more serial outcomes differ from this one too.");
  }
}
