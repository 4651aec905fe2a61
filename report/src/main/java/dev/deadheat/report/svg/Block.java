package dev.deadheat.report.svg;

import dev.deadheat.report.story.Story.Scene;
import dev.deadheat.report.story.Story.Value;
import dev.deadheat.report.story.Story.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One row of the picture, placed: a step's card, or the card of a statement that begins to wait,
/// with the values beside it.
///
/// @param scene the step, unless this is a wait
/// @param begins the wait that begins here, unless this is a step
/// @param lane the lane whose card it is
/// @param lines what the card says
/// @param values what stands in the middle
/// @param y the card's upper edge
/// @param height of card and values, whichever is higher
record Block(
    Optional<Scene> scene,
    Optional<Wait> begins,
    int lane,
    List<Said> lines,
    List<Value> values,
    double y,
    double height) {
  static final double PAD = 10;
  static final double PILL = 28;
  static final double PILL_GAP = 6;

  Block {
    lines = List.copyOf(lines);
    values = List.copyOf(values);
  }

  /// A line of a card.
  record Said(Ink ink, String text) {}

  Block at(double top) {
    return new Block(scene, begins, lane, lines, values, top, height);
  }

  double bottom() {
    return y + height;
  }

  /// Where arrows to and from the card are fixed.
  double anchor() {
    return y + PAD + PILL / 2;
  }

  double cardHeight() {
    return cardHeight(lines);
  }

  static double cardHeight(List<Said> lines) {
    return 2 * PAD + lines.stream().mapToDouble(l -> l.ink().lineHeight()).sum();
  }

  static double valuesHeight(List<Value> values) {
    return values.isEmpty() ? 0 : PAD + values.size() * (PILL + PILL_GAP) + 14;
  }

  /// A step's row.
  static Block of(Scene scene, Optional<String> ignoredBy, Theme theme, double cardWidth) {
    var lines = new CardText(theme, cardWidth).of(scene, ignoredBy);
    return new Block(
        Optional.of(scene),
        Optional.empty(),
        scene.lane(),
        lines,
        scene.values(),
        0,
        Math.max(cardHeight(lines), valuesHeight(scene.values())));
  }

  /// The row in which a wait begins.
  static Block of(Wait wait, Theme theme, double cardWidth) {
    var lines = new ArrayList<>(new CardText(theme, cardWidth).of(wait));
    return new Block(
        Optional.empty(), Optional.of(wait), wait.lane(), lines, List.of(), 0, cardHeight(lines));
  }
}
