package dev.deadheat.report.svg;

import dev.deadheat.loop.Attempt;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Story;

/// The order that broke and, below it, the same order on the patched project, as one SVG document.
public final class BeforeAfter {
  private static final double MARGIN = 24;
  private static final double HEADING = 64;
  private static final double TITLE = 17;
  private static final double STAMP = 13;

  private BeforeAfter() {}

  /// The document in a theme. Both verdicts have a schedule.
  ///
  /// @param broken the verdict on the project as it was
  /// @param taken the cure
  public static String render(Verdict broken, Attempt taken, Theme theme) {
    var before = Story.of(broken, broken.timeline().orElseThrow());
    var after = Story.of(taken.before(), taken.before().timeline().orElseThrow());
    var columns = new Columns(Math.max(2, Math.max(before.lanes().size(), after.lanes().size())));
    var head = new HeadPart(broken, theme, columns);
    var above = new SchedulePart(before, theme, columns, "before");
    var below = new SchedulePart(after, theme, columns, "after");

    var headingAt = head.height() + above.height();
    var height = headingAt + HEADING + below.height() + MARGIN;
    var stamp = taken.stamp().orElse("not proved");
    var room = columns.width() - 2 * MARGIN;
    var out = new Drawing();
    out.root(
        columns.width(),
        height,
        "cure",
        "%s, cured: %s".formatted(broken.scenario(), taken.title()),
        before.words() + " With the cure, the same order: " + after.words() + " " + stamp);
    out.rect(0, 0, columns.width(), height, 0, "fill", theme.page());
    head.draw(out);
    above.draw(out, head.height());
    out.text(
        MARGIN,
        headingAt + 30,
        Ink.words(TITLE, theme.text()),
        Face.WORDS.elide("The same order, cured: " + taken.title(), room, TITLE));
    out.text(
        MARGIN,
        headingAt + 50,
        Ink.words(STAMP, theme.good()),
        Face.WORDS.elide(stamp, room, STAMP));
    below.draw(out, headingAt + HEADING);
    return out.close().finish();
  }
}
