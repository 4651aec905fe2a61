package dev.deadheat.report.svg;

import dev.deadheat.report.story.Story;
import dev.deadheat.report.story.Story.Scene;
import dev.deadheat.report.story.Story.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The schedule: time goes down, a lane for each user, the rows in the middle. Placed first, drawn
/// after: panels, then lines, then cards over them.
final class SchedulePart {
  private static final double GAP = 16;

  /// How far at least a step begins below the one before it.
  private static final double STEP = 62;

  /// A wait is drawn at least this long.
  private static final double LEAST_BAR = 60;

  private static final double LEGEND = 48;

  private final Story story;
  private final Theme theme;
  private final Columns columns;
  private final String id;
  private final LaneHeads heads;
  private final Pills pills;
  private final List<Block> blocks;

  SchedulePart(Story story, Theme theme, Columns columns, String id) {
    this.story = story;
    this.theme = theme;
    this.columns = columns;
    this.id = id;
    this.heads = new LaneHeads(story, theme, columns);
    this.pills = new Pills(theme, columns);
    this.blocks = place();
  }

  double height() {
    return bottom() + LEGEND;
  }

  private double bottom() {
    return blocks.stream().mapToDouble(Block::bottom).max().orElseGet(this::startBottom) + GAP;
  }

  private double startBottom() {
    return heads.height() + Math.max(12, Block.valuesHeight(story.start()));
  }

  private List<Block> place() {
    var unplaced = new ArrayList<Block>();
    story.beginningAfter(0).forEach(w -> unplaced.add(Block.of(w, theme, columns.lane())));
    for (Scene scene : story.scenes()) {
      unplaced.add(Block.of(scene, ignoredBy(scene), theme, columns.lane()));
      story
          .beginningAfter(scene.number())
          .forEach(w -> unplaced.add(Block.of(w, theme, columns.lane())));
    }
    return placed(unplaced);
  }

  /// Gives each row its place: below the one before it, yet not below all of it where the two share
  /// no column; numbers and upper edges keep the order of time.
  private List<Block> placed(List<Block> unplaced) {
    var out = new ArrayList<Block>();
    var laneFree = new double[story.lanes().size()];
    var rowsFree = startBottom() + GAP;
    var y = startBottom() + GAP - STEP;
    for (var block : unplaced) {
      y = Math.max(y + STEP, laneFree[block.lane()]);
      if (!block.values().isEmpty()) {
        y = Math.max(y, rowsFree);
        rowsFree = y + Block.valuesHeight(block.values()) + GAP / 2;
      }
      laneFree[block.lane()] =
          y + block.cardHeight() + (block.begins().isPresent() ? LEAST_BAR : GAP);
      out.add(block.at(y));
    }
    return out;
  }

  private Optional<String> ignoredBy(Scene scene) {
    return story.scenes().stream()
        .filter(s ->
            s.culprit()
                .flatMap(Story.Culprit::ignores)
                .filter(n -> n == scene.number())
                .isPresent())
        .findFirst()
        .map(s -> "✗ ignored by step " + s.number());
  }

  void draw(Drawing out, double top) {
    out.open("g", "transform", "translate(0 " + Drawing.number(top) + ")");
    heads.draw(out, bottom());
    hatches(out);
    out.leaf(
        "path",
        "d",
        "M" + xy(columns.rowsMiddle(), heads.height()) + "V" + Drawing.number(bottom() - 6),
        "stroke",
        theme.row(),
        "stroke-width",
        3,
        "fill",
        "none",
        "opacity",
        0.55);
    blocks.forEach(block -> block.begins().ifPresent(w -> bar(out, block, w)));
    blocks.forEach(block -> touchArrow(out, block));
    pills.start(out, story.start(), heads.height());
    blocks.forEach(block -> card(out, block));
    blocks.forEach(block ->
        pills.draw(
            out,
            block.values(),
            block.y(),
            block.scene().filter(s -> s.culprit().isPresent()).isPresent()
                ? theme.bad()
                : theme.lane(block.lane()),
            block.scene().filter(s -> s.culprit().isPresent()).isPresent()));
    blocks.forEach(block -> staleArrow(out, block));
    legend(out);
    out.close();
  }

  private void card(Drawing out, Block block) {
    var x = columns.laneX(block.lane());
    var bad = block.scene().flatMap(Scene::culprit).isPresent();
    var colour = bad ? theme.bad() : theme.lane(block.lane());
    out.open("g", "class", "box");
    out.rect(
        x,
        block.y(),
        columns.lane(),
        block.cardHeight(),
        8,
        "fill",
        block.begins().isPresent() ? theme.panel() : theme.card(),
        "stroke",
        colour,
        "stroke-width",
        bad ? 2.5 : 1.5,
        "stroke-dasharray",
        block.begins().isPresent() ? "2 4" : bad ? "9 4" : "none");
    var y = block.y() + Block.PAD;
    for (var line : block.lines()) {
      out.text(x + CardText.BADGE, y + line.ink().lineHeight() * 0.74, line.ink(), line.text());
      y += line.ink().lineHeight();
    }
    out.close();
    block.scene().ifPresent(scene -> badge(out, x, block.anchor(), scene.number(), colour));
  }

  private void badge(Drawing out, double x, double y, int number, String colour) {
    out.open("g");
    out.leaf(
        "circle",
        "cx",
        x,
        "cy",
        y,
        "r",
        15,
        "fill",
        colour,
        "stroke",
        theme.page(),
        "stroke-width",
        2);
    out.text(
        x,
        y + 5,
        Ink.words(number > 99 ? 12 : 14, theme.page()).strong(),
        String.valueOf(number),
        "middle");
    out.close();
  }

  /// From the statement into the rows, or out of them.
  private void touchArrow(Drawing out, Block block) {
    if (block.scene().isEmpty() || block.values().isEmpty()) {
      return;
    }
    var scene = block.scene().get();
    var left = columns.isLeft(block.lane());
    var card = columns.laneX(block.lane()) + (left ? columns.lane() : 0);
    var rows = left ? columns.rowsX() : columns.rowsX() + columns.rows();
    var writes = scene.touch() == Story.Touch.WRITES;
    var toward = left == writes ? 1 : -1;
    // The outer badge of a right lane sits on its card's inner edge: arrows keep clear of it.
    var cardEnd = left ? card + 4 : card - 19;
    var rowsEnd = left ? rows - 3 : rows + 3;
    var from = writes ? cardEnd : rowsEnd;
    var to = writes ? rowsEnd : cardEnd;
    var colour = scene.culprit().isPresent() ? theme.bad() : theme.lane(block.lane());
    arrow(out, from, to, block.anchor(), toward, colour, writes ? 2.5 : 1.8);
  }

  private static void arrow(
      Drawing out, double from, double to, double y, int toward, String colour, double thick) {
    out.leaf(
        "path",
        "d",
        "M" + xy(from, y) + "H" + Drawing.number(to - toward * 8),
        "stroke",
        colour,
        "stroke-width",
        thick,
        "fill",
        "none");
    head(out, to, y, toward, colour);
  }

  private static void head(Drawing out, double x, double y, int toward, String colour) {
    out.leaf(
        "path",
        "d",
        "M" + xy(x, y) + "L" + xy(x - toward * 10, y - 5.5) + "V" + Drawing.number(y + 5.5) + "Z",
        "fill",
        colour);
  }

  /// From the card that read to the later card of the same lane that relied on it.
  private void staleArrow(Drawing out, Block block) {
    var because = block.scene().flatMap(Scene::culprit).flatMap(Story.Culprit::because);
    var read =
        blocks.stream()
            .filter(b ->
                b.scene().filter(s -> because.filter(n -> n == s.number()).isPresent()).isPresent())
            .findFirst();
    if (read.isEmpty() || read.get().lane() != block.lane() || read.get().y() >= block.y()) {
      return;
    }
    var left = columns.isLeft(block.lane());
    var edge = columns.laneX(block.lane()) + (left ? 0 : columns.lane());
    var out1 = left ? -1 : 1;
    var clear = left ? edge - 17 : edge;
    var track = edge + out1 * 26;
    var y1 = read.get().anchor();
    var y2 = block.anchor();
    out.leaf(
        "path",
        "d",
        "M"
            + xy(clear, y1)
            + "L"
            + xy(track - out1 * 6, y1)
            + "Q"
            + xy(track, y1)
            + " "
            + xy(track, y1 + 8)
            + "V"
            + Drawing.number(y2 - 8)
            + "Q"
            + xy(track, y2)
            + " "
            + xy(track - out1 * 6, y2)
            + "H"
            + Drawing.number(clear + out1 * 8),
        "stroke",
        theme.bad(),
        "stroke-width",
        2,
        "stroke-dasharray",
        "5 4",
        "fill",
        "none");
    head(out, clear, y2, -out1, theme.bad());
    var words = "stale: from step " + because.get();
    if (Face.WORDS.width(words, 12) + 40 < y2 - y1) {
      var x = track + (left ? -6 : 14);
      var middle = (y1 + y2) / 2;
      out.text(
          x,
          middle,
          Ink.words(12, theme.bad()).strong(),
          words,
          "middle",
          "transform",
          "rotate(-90 " + Drawing.number(x) + " " + Drawing.number(middle) + ")");
    }
  }

  /// A wait: a hatched bar from the card that was sent to the card of the grant.
  private void bar(Drawing out, Block sent, Wait wait) {
    var until =
        blocks.stream()
            .filter(b -> b.scene().filter(s -> s.number() == wait.until()).isPresent())
            .findFirst()
            .map(Block::y)
            .orElse(bottom() - GAP);
    var x = columns.laneX(wait.lane()) + CardText.BADGE;
    var top = sent.y() + sent.cardHeight();
    out.rect(
        x,
        top,
        18,
        until - top,
        2,
        "fill",
        "url(#" + hatch(wait.lane()) + ")",
        "stroke",
        theme.lane(wait.lane()),
        "stroke-width",
        1.5);
    var words = "waits for " + wait.holder();
    if (until - top > 56) {
      out.text(
          x + 28, (top + until) / 2 + 5, Ink.words(13, theme.lane(wait.lane())).strong(), words);
    }
  }

  private void hatches(Drawing out) {
    var lanes = story.waits().stream().map(Wait::lane).distinct().sorted().toList();
    if (lanes.isEmpty()) {
      return;
    }
    out.open("defs");
    for (int lane : lanes) {
      out.open(
          "pattern",
          "id",
          hatch(lane),
          "width",
          8,
          "height",
          8,
          "patternUnits",
          "userSpaceOnUse",
          "patternTransform",
          "rotate(45)");
      out.rect(0, 0, 8, 8, 0, "fill", theme.panel());
      out.rect(0, 0, 3, 8, 0, "fill", theme.lane(lane));
      out.close();
    }
    out.close();
  }

  private String hatch(int lane) {
    return id + "-wait-" + lane;
  }

  private void legend(Drawing out) {
    var y = bottom() + 20;
    var x = columns.edge();
    var ink = Ink.words(12.5, theme.muted());
    out.rect(x, y - 11, 30, 15, 7, "fill", theme.card(), "stroke", theme.row(), "stroke-width", 2);
    out.text(x + 38, y + 1, ink, "committed");
    x += 130;
    if (story.showsUncommitted()) {
      out.rect(
          x,
          y - 11,
          30,
          15,
          7,
          "fill",
          "none",
          "stroke",
          theme.row(),
          "stroke-width",
          1.5,
          "stroke-dasharray",
          "4 3");
      out.text(x + 38, y + 1, ink, "not committed: seen only by the lane that wrote it");
      x += 420;
    }
    if (!story.waits().isEmpty()) {
      out.rect(
          x,
          y - 11,
          30,
          15,
          2,
          "fill",
          "url(#" + hatch(story.waits().getFirst().lane()) + ")",
          "stroke",
          theme.lane(story.waits().getFirst().lane()));
      out.text(x + 38, y + 1, ink, "waits for a lock");
    }
  }

  private static String xy(double x, double y) {
    return Drawing.number(x) + " " + Drawing.number(y);
  }
}
