package dev.deadheat.report.terminal;

import dev.deadheat.report.story.Story;
import dev.deadheat.report.story.Story.LaneHead;
import dev.deadheat.report.story.Story.Scene;
import dev.deadheat.report.story.Story.Wait;
import dev.deadheat.report.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One thin column a lane, the words beside them: for many lanes or a narrow terminal.
final class Gutter implements Picture {
  private static final int TWO_COLUMNS_FROM = 72;
  private static final int BETWEEN = 2;
  private static final int LEAST_ROWS = 16;

  private final Pen pen;
  private final Story story;
  private final StepText texts;
  private final int numberCells;
  private final int gutterCells;
  private final int textCells;

  /// 0 where the values stand below the words instead of beside them.
  private final int rowsCells;

  Gutter(Pen pen, Story story) {
    this.pen = pen;
    this.story = story;
    this.texts = new StepText(pen, story);
    this.numberCells = SideBySide.numberCells(story);
    this.gutterCells = 2 * story.lanes().size() + 1;
    var rest = pen.width() - numberCells - gutterCells;
    this.rowsCells =
        pen.width() >= TWO_COLUMNS_FROM ? Math.clamp(naturalRows(), LEAST_ROWS, rest / 3) : 0;
    this.textCells = rowsCells == 0 ? rest : rest - rowsCells - BETWEEN;
  }

  @Override
  public List<Line> draw() {
    var out = new ArrayList<Line>();
    for (LaneHead lane : story.lanes()) {
      var words = lane.title() + "  " + lane.request();
      out.add(
          Line.of(Style.PLAIN, " ".repeat(numberCells))
              .and(Style.lane(lane.index()), pen.elide(words, pen.width() - numberCells)));
    }
    var title =
        Line.of(Style.BOLD, pen.elide(story.rowsTitle(), rowsCells == 0 ? textCells : rowsCells));
    row(out, 0.5, Line.EMPTY, Optional.empty(), List.of(), List.of(title));
    row(
        out,
        0.5,
        Line.EMPTY,
        Optional.empty(),
        List.of(),
        texts.values(story.start(), false, rowsCells == 0 ? textCells : rowsCells));
    out.add(
        Line.of(Style.DIM, pen.rule().repeat(numberCells + gutterCells + textCells + rowsCells)));
    waits(out, 0);
    for (Scene scene : story.scenes()) {
      var bad = scene.culprit().isPresent();
      var number =
          Line.of(
              bad ? Style.BAD : Style.DIM,
              "%d%s".formatted(scene.number(), bad ? pen.cross() : ""));
      row(
          out,
          scene.number(),
          number,
          Optional.of(scene),
          texts.of(scene, textCells),
          texts.values(scene.values(), bad, rowsCells == 0 ? textCells : rowsCells));
      waits(out, scene.number());
    }
    return out;
  }

  private void waits(List<Line> out, int number) {
    for (Wait wait : story.beginningAfter(number)) {
      row(
          out,
          number + 0.5,
          Line.EMPTY,
          Optional.empty(),
          texts.of(wait, textCells, true),
          List.of());
    }
  }

  private void row(
      List<Line> out,
      double at,
      Line number,
      Optional<Scene> scene,
      List<Line> words,
      List<Line> values) {
    var left = new ArrayList<>(words);
    if (rowsCells == 0) {
      left.addAll(values);
    }
    var right = rowsCells == 0 ? List.<Line>of() : values;
    for (var i = 0; i < Math.max(left.size(), right.size()); i++) {
      var line =
          (i == 0 ? number : Line.EMPTY)
              .padTo(numberCells)
              .and(gutter(at, scene, i == 0))
              .and(i < left.size() ? left.get(i) : Line.EMPTY);
      if (i < right.size()) {
        line = line.padTo(numberCells + gutterCells + textCells + BETWEEN).and(right.get(i));
      }
      out.add(line);
    }
  }

  private Line gutter(double at, Optional<Scene> scene, boolean first) {
    var line = Line.EMPTY;
    for (LaneHead lane : story.lanes()) {
      var style = Style.lane(lane.index());
      var mine = scene.filter(s -> s.lane() == lane.index());
      var sign =
          mine.isPresent() && first
              ? pen.elide(lane.lane(), 1)
              : waits(lane, at) ? pen.waiting() : lives(lane, at) ? pen.life() : " ";
      var bad = mine.flatMap(Scene::culprit).isPresent();
      line = line.and(bad ? Style.BAD : style, sign).and(Style.PLAIN, " ");
    }
    return line.and(Style.PLAIN, " ");
  }

  private boolean waits(LaneHead lane, double at) {
    return story.waits().stream()
        .anyMatch(w -> w.lane() == lane.index() && w.after() < at && at < w.until());
  }

  private boolean lives(LaneHead lane, double at) {
    return story.span(lane.index()).filter(s -> s[0] < at && at < s[1]).isPresent();
  }

  private int naturalRows() {
    var widest = Width.of(pen.text(story.rowsTitle()));
    for (Scene scene : story.scenes()) {
      for (var value : scene.values()) {
        widest = Math.max(widest, 2 + Width.of(pen.text(value.line())));
      }
    }
    for (var value : story.start()) {
      widest = Math.max(widest, 2 + Width.of(pen.text(value.line())));
    }
    return widest;
  }
}
