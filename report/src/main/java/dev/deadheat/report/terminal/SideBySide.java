package dev.deadheat.report.terminal;

import dev.deadheat.report.story.Story;
import dev.deadheat.report.story.Story.LaneHead;
import dev.deadheat.report.story.Story.Scene;
import dev.deadheat.report.story.Story.Touch;
import dev.deadheat.report.story.Story.Value;
import dev.deadheat.report.story.Story.Wait;
import dev.deadheat.report.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One column a lane, the rows in the middle: User A, the row, User B.
final class SideBySide implements Picture {
  private static final int ARROW = 4;
  private static final int BETWEEN_LANES = 2;
  private static final int MOST_LANE = 60;
  private static final int LEAST_ROWS = 18;

  /// Pictures of more steps than this do without an empty line between steps.
  private static final int AIRY_STEPS = 14;

  private final Pen pen;
  private final Story story;
  private final StepText texts;
  private final int numberCells;
  private final int rowsCells;
  private final int laneCells;
  private final int leftLanes;

  /// The first cell of the middle column.
  private final int rowsAt;

  SideBySide(Pen pen, Story story) {
    this.pen = pen;
    this.story = story;
    this.texts = new StepText(pen, story);
    var lanes = story.lanes().size();
    this.leftLanes = Math.max(1, (lanes + 1) / 2);
    this.numberCells = numberCells(story);
    this.rowsCells =
        Math.clamp(naturalRows(), LEAST_ROWS, Math.max(LEAST_ROWS + 2, pen.width() / 4 + 2));
    var gaps = lanes < 2 ? ARROW : 2 * ARROW + (lanes - 2) * BETWEEN_LANES;
    this.laneCells =
        Math.min(
            (pen.width() - numberCells - rowsCells - gaps) / Math.max(1, lanes),
            Math.clamp(naturalLane(), LEAST_LANE, MOST_LANE));
    this.rowsAt = numberCells + leftLanes * laneCells + (leftLanes - 1) * BETWEEN_LANES + ARROW;
  }

  /// Whether the lanes' columns are wide enough to be read.
  boolean fits() {
    return laneCells >= LEAST_LANE;
  }

  static int numberCells(Story story) {
    return String.valueOf(story.scenes().size()).length() + 2;
  }

  @Override
  public List<Line> draw() {
    var out = new ArrayList<Line>();
    head(out);
    var start = texts.values(story.start(), false, rowsCells);
    block(out, Line.EMPTY, emptyCells(), start, Optional.empty());
    waits(out, 0);
    for (var scene : story.scenes()) {
      if (story.scenes().size() <= AIRY_STEPS) {
        block(out, Line.EMPTY, bars(scene.number() - 1), List.of(life()), Optional.empty());
      }
      step(out, scene);
      waits(out, scene.number());
    }
    return out;
  }

  private void head(List<Line> out) {
    var titles = new ArrayList<List<Line>>();
    for (LaneHead lane : story.lanes()) {
      var style = Style.lane(lane.index());
      var lines = new ArrayList<Line>();
      lines.add(Line.of(Style.BOLD, pen.elide(lane.title(), laneCells)));
      pen.wrap(lane.request(), laneCells, 2).forEach(t -> lines.add(Line.of(style, t)));
      titles.add(lines);
    }
    var rows =
        pen.wrap(story.rowsTitle(), rowsCells, 2).stream()
            .map(t -> Line.of(Style.BOLD, t))
            .collect(Collectors.toCollection(ArrayList::new));
    var height = titles.stream().mapToInt(List::size).max().orElse(1);
    while (rows.size() < height) {
      rows.add(Line.EMPTY);
    }
    block(out, Line.EMPTY, titles, rows, Optional.empty());
    var rules = new ArrayList<List<Line>>();
    story.lanes().forEach(_ -> rules.add(List.of(rule(laneCells))));
    block(out, rule(numberCells - 1), rules, List.of(rule(rowsCells)), Optional.empty());
  }

  private void step(List<Line> out, Scene scene) {
    var cells = bars(scene.number());
    var mine = texts.of(scene, laneCells);
    cells.set(scene.lane(), mine);
    var bad = scene.culprit().isPresent();
    var number =
        Line.of(
            bad ? Style.BAD : Style.DIM, "%d%s".formatted(scene.number(), bad ? pen.cross() : ""));
    var values = new ArrayList<Line>();
    scene.waited().ifPresent(_ -> values.add(life()));
    values.addAll(texts.values(scene.values(), bad, rowsCells));
    block(out, number, cells, values, Optional.of(scene));
  }

  private void waits(List<Line> out, int number) {
    for (Wait wait : story.beginningAfter(number)) {
      var cells = barsBeside(wait);
      cells.set(wait.lane(), texts.of(wait, laneCells, false));
      block(out, Line.EMPTY, cells, List.of(life()), Optional.empty());
    }
  }

  /// Puts the cells of one row beside each other.
  private void block(
      List<Line> out, Line number, List<List<Line>> lanes, List<Line> rows, Optional<Scene> scene) {
    var height = Math.max(1, rows.size());
    for (var lane : lanes) {
      height = Math.max(height, lane.size());
    }
    // A granted wait says so first, which moves the statement down by one line.
    var arrowAt = scene.map(s -> s.waited().isPresent() ? 1 : 0).orElse(-1);
    for (var i = 0; i < height; i++) {
      var line = (i == 0 ? number : Line.EMPTY).padTo(numberCells);
      var middle = i < rows.size() ? rows.get(i) : life();
      for (var lane = 0; lane < lanes.size(); lane++) {
        if (lane == leftLanes) {
          line = line.padTo(rowsAt).and(middle);
        }
        line = line.padTo(laneAt(lane)).and(cell(lanes.get(lane), i, isOwn(scene, lane)));
      }
      if (lanes.size() <= leftLanes) {
        line = line.padTo(rowsAt).and(middle);
      }
      if (i == arrowAt && scene.isPresent()) {
        line = withArrow(line, scene.get(), lanes, middle, i);
      }
      out.add(line);
    }
  }

  private static boolean isOwn(Optional<Scene> scene, int lane) {
    return scene.filter(s -> s.lane() == lane).isPresent();
  }

  private Line cell(List<Line> lines, int i, boolean own) {
    // A bar goes on beside every line of another lane's step.
    return i < lines.size() ? lines.get(i) : !own && isBar(lines) ? lines.getLast() : Line.EMPTY;
  }

  /// An arrow between a step's statement and the rows: into them if it writes, out of them if it
  /// reads.
  private Line withArrow(Line line, Scene scene, List<List<Line>> lanes, Line middle, int i) {
    var style = scene.culprit().isPresent() ? Style.BAD : Style.lane(scene.lane());
    var writes = scene.touch() == Touch.WRITES;
    if (scene.touch() == Touch.NONE) {
      return line;
    }
    var left = scene.lane() < leftLanes;
    var from =
        left
            ? laneAt(scene.lane()) + lanes.get(scene.lane()).get(i).width() + 1
            : rowsAt + middle.width() + 1;
    var to = (left ? rowsAt : laneAt(scene.lane())) - 1;
    var pointsRight = left == writes;
    var head = pointsRight ? pen.arrowRight() : pen.arrowLeft();
    return line.arrow(from, to, style, pen.rule(), head, pointsRight);
  }

  /// The first cell of a lane's column.
  private int laneAt(int lane) {
    return lane < leftLanes
        ? numberCells + lane * (laneCells + BETWEEN_LANES)
        : rowsAt + rowsCells + ARROW + (lane - leftLanes) * (laneCells + BETWEEN_LANES);
  }

  private List<List<Line>> emptyCells() {
    var out = new ArrayList<List<Line>>();
    story.lanes().forEach(_ -> out.add(List.of()));
    return out;
  }

  /// The cells of a row in which every lane that waits shows its bar.
  private List<List<Line>> bars(int number) {
    var out = emptyCells();
    for (Wait wait : story.waits()) {
      if (wait.covers(number)) {
        out.set(wait.lane(), bar(wait));
      }
    }
    return out;
  }

  /// The cells beside the beginning of a wait: those that began before it go on.
  private List<List<Line>> barsBeside(Wait beginning) {
    var out = emptyCells();
    for (Wait wait : story.waits()) {
      if (wait.equals(beginning)) {
        break;
      }
      if (wait.until() > beginning.after()) {
        out.set(wait.lane(), bar(wait));
      }
    }
    return out;
  }

  private List<Line> bar(Wait wait) {
    return List.of(Line.of(Style.lane(wait.lane()), pen.waiting()));
  }

  private boolean isBar(List<Line> lines) {
    return lines.size() == 1
        && lines.getFirst().spans().size() == 1
        && lines.getFirst().spans().getFirst().text().equals(pen.waiting());
  }

  private Line life() {
    return Line.of(Style.DIM, pen.life());
  }

  private Line rule(int cells) {
    return Line.of(Style.DIM, pen.rule().repeat(cells));
  }

  private int naturalRows() {
    var widest = Width.of(pen.text(story.rowsTitle()));
    for (Value value : story.start()) {
      widest = Math.max(widest, 2 + Width.of(pen.text(value.line())));
    }
    for (Scene scene : story.scenes()) {
      for (Value value : scene.values()) {
        widest = Math.max(widest, 2 + Width.of(pen.text(value.line())));
      }
    }
    return widest;
  }

  private int naturalLane() {
    var widest = 0;
    for (Scene scene : story.scenes()) {
      widest = Math.max(widest, Width.of(pen.text(scene.sql())));
      widest =
          Math.max(
              widest, Width.of(pen.text(scene.where())) + 2 + Width.of(pen.text(scene.source())));
    }
    return widest;
  }
}
