package dev.deadheat.report.svg;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Comparison;
import dev.deadheat.report.story.Headline;
import dev.deadheat.report.text.Printable;
import java.util.ArrayList;
import java.util.List;

/// Under the schedule: the sentence, the ends compared, what was explored.
final class EndPart {
  private static final double SENTENCE = 18;
  private static final double CELL = 13.5;
  private static final double ROW = 26;
  private static final double FOOT = 12.5;
  private static final String IN_THE_END = "In the end";
  private static final int MOST_SERIAL = 3;

  private final Verdict verdict;
  private final Theme theme;
  private final double left;
  private final double room;
  private final List<String> sentence;
  private final Comparison comparison;
  private final List<String> foot;

  EndPart(Verdict verdict, Theme theme, Columns columns) {
    this.verdict = verdict;
    this.theme = theme;
    this.left = columns.edge();
    this.room = columns.room();
    this.sentence =
        verdict.sentence().isBlank()
            ? List.of()
            : Face.WORDS.wrap(Printable.flat(verdict.sentence()), room - 52, SENTENCE, 6);
    this.comparison = Comparison.of(verdict, MOST_SERIAL);
    this.foot = foot();
  }

  double height() {
    return sentenceHeight() + tableHeight() + foot.size() * 19 + 34;
  }

  private double sentenceHeight() {
    return sentence.isEmpty() ? 0 : sentence.size() * 26 + 24 + 20;
  }

  private double tableHeight() {
    return comparison.isEmpty() ? 0 : (comparison.lines().size() + 1) * ROW + 12 + 22;
  }

  void draw(Drawing out, double top) {
    var y = top;
    if (!sentence.isEmpty()) {
      sentence(out, y);
      y += sentenceHeight();
    }
    if (!comparison.isEmpty()) {
      table(out, y);
      y += tableHeight();
    }
    y += 14;
    for (var line : foot) {
      out.text(left, y, Ink.words(FOOT, theme.muted()), line);
      y += 19;
    }
  }

  private void sentence(Drawing out, double y) {
    var tone = Headline.of(verdict).tone();
    var colour = HeadPart.colour(theme, tone);
    out.open("g", "class", "box");
    out.rect(
        left,
        y,
        room,
        sentence.size() * 26 + 24,
        8,
        "fill",
        theme.card(),
        "stroke",
        colour,
        "stroke-width",
        1.5);
    out.rect(left, y, 6, sentence.size() * 26 + 24, 3, "fill", colour);
    var at = y + 32;
    for (var line : sentence) {
      out.text(left + 26, at, Ink.words(SENTENCE, theme.text()).strong(), line);
      at += 26;
    }
    out.close();
  }

  private void table(Drawing out, double top) {
    var labels = Math.min(room * 0.3, labelWidth());
    var columns = comparison.columns().size();
    var cell = Math.min((room - 28 - labels) / columns, cellWidth());
    out.open("g", "class", "box");
    out.rect(
        left,
        top,
        28 + labels + columns * cell,
        (comparison.lines().size() + 1) * ROW + 12,
        8,
        "fill",
        theme.card(),
        "stroke",
        theme.line());
    var y = top + 25;
    row(
        out,
        y,
        labels,
        cell,
        IN_THE_END,
        comparison.columns(),
        Ink.words(CELL, theme.text()).strong(),
        false);
    for (var line : comparison.lines()) {
      y += ROW;
      out.leaf(
          "path",
          "d",
          "M"
              + Drawing.number(left + 14)
              + " "
              + Drawing.number(y - 18)
              + "h"
              + Drawing.number(labels + columns * cell),
          "stroke",
          theme.line());
      row(
          out,
          y,
          labels,
          cell,
          line.label(),
          line.texts(),
          Ink.code(CELL, theme.text()),
          line.unlikeAll());
    }
    out.close();
  }

  private void row(
      Drawing out,
      double y,
      double labels,
      double cell,
      String label,
      List<String> texts,
      Ink ink,
      boolean bad) {
    var x = left + 14;
    out.text(x, y, ink, ink.face().elide(label, labels - 12, ink.size()));
    x += labels;
    var first = true;
    for (var text : texts) {
      var marked = first && bad;
      var own = marked ? new Ink(ink.face(), ink.size(), theme.bad(), true) : ink;
      out.text(x, y, own, own.face().elide(marked ? "✗ " + text : text, cell - 12, own.size()));
      x += cell;
      first = false;
    }
  }

  private double cellWidth() {
    var widest =
        comparison.columns().stream().mapToDouble(c -> Face.WORDS.width(c, CELL)).max().orElse(0);
    for (var line : comparison.lines()) {
      for (var text : line.texts()) {
        widest = Math.max(widest, Face.CODE.width("✗ " + text, CELL));
      }
    }
    return Math.max(widest + 24, 140);
  }

  private double labelWidth() {
    return 12
        + comparison.lines().stream()
            .mapToDouble(l -> Face.CODE.width(l.label(), CELL))
            .reduce(Face.WORDS.width(IN_THE_END, CELL), Math::max);
  }

  private List<String> foot() {
    var all = new ArrayList<String>();
    all.add("Explored: " + Headline.explored(verdict) + ".");
    var rows = Headline.startRows(verdict);
    all.add(
        (rows.isEmpty() ? "" : "From " + rows + ". ")
            + "Isolation: "
            + Printable.flat(verdict.isolation())
            + ".");
    all.add("Requests: " + String.join("; ", Headline.requests(verdict)));
    verdict.replay().ifPresent(f -> all.add("Again: deadheat replay " + Printable.of(f)));
    verdict.notes().forEach(note -> all.add("· " + Printable.flat(note)));
    var out = new ArrayList<String>();
    all.forEach(text -> out.addAll(Face.WORDS.wrap(text, room, FOOT, 3)));
    return out;
  }
}
