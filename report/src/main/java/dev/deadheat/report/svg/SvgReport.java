package dev.deadheat.report.svg;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Headline;
import dev.deadheat.report.story.Story;
import dev.deadheat.report.text.Printable;
import java.util.Optional;

/// A verdict as one SVG document: the headline, the schedule with a lane for each user and the rows
/// between them, the sentence, how it ended beside the serial orders, and what was explored.
///
/// The document needs nothing from elsewhere, carries the story in words for those who do not see
/// it, and its text stays inside its boxes on the estimate of [Face].
public final class SvgReport {
  private SvgReport() {}

  /// The document in a theme.
  public static String render(Verdict verdict, Theme theme) {
    return render(verdict, theme, "deadheat");
  }

  /// The document, to stand with others in one page.
  ///
  /// @param id begins every id inside; letters, digits and dashes
  public static String render(Verdict verdict, Theme theme, String id) {
    var story = verdict.timeline().map(t -> Story.of(verdict, t));
    var lanes = story.map(s -> s.lanes().size()).orElse(verdict.requests().size());
    var columns = new Columns(Math.max(2, lanes));
    var head = new HeadPart(verdict, theme, columns);
    var schedule = story.map(s -> new SchedulePart(s, theme, columns, id));
    var end = new EndPart(verdict, theme, columns);

    var scheduleAt = head.height();
    var endAt = scheduleAt + schedule.map(SchedulePart::height).orElse(0.0);
    var width = columns.width();
    var height = endAt + end.height();

    var out = new Drawing();
    out.root(width, height, id, title(verdict), description(verdict, story));
    out.rect(0, 0, width, height, 0, "fill", theme.page());
    head.draw(out);
    schedule.ifPresent(s -> s.draw(out, scheduleAt));
    end.draw(out, endAt);
    return out.close().finish();
  }

  /// The schedule alone, for a document that says the rest itself; empty without a timeline.
  ///
  /// @param id begins every id inside; letters, digits and dashes
  public static String schedule(Verdict verdict, Theme theme, String id) {
    if (verdict.timeline().isEmpty()) {
      return "";
    }
    var story = Story.of(verdict, verdict.timeline().get());
    var columns = new Columns(Math.max(2, story.lanes().size()));
    var part = new SchedulePart(story, theme, columns, id);
    var out = new Drawing();
    out.root(columns.width(), part.height(), id, title(verdict), story.words());
    part.draw(out, 0);
    return out.close().finish();
  }

  private static String title(Verdict verdict) {
    return Headline.of(verdict).name() + ": " + Printable.flat(verdict.scenario());
  }

  /// The story in words, in the order in which it is drawn.
  private static String description(Verdict verdict, Optional<Story> story) {
    var out = new StringBuilder(Printable.flat(verdict.sentence()));
    story.ifPresent(s -> out.append(' ').append(s.words()));
    return out.append(" Explored: ").append(Headline.explored(verdict)).append('.').toString();
  }
}
