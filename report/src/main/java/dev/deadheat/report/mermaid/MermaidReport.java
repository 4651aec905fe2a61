package dev.deadheat.report.mermaid;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Headline;
import dev.deadheat.report.story.Headline.Tone;
import dev.deadheat.report.story.Story;
import dev.deadheat.report.story.Story.LaneHead;
import dev.deadheat.report.story.Story.Scene;
import dev.deadheat.report.story.Story.State;
import dev.deadheat.report.story.Story.Touch;
import dev.deadheat.report.story.Story.Value;
import dev.deadheat.report.text.Width;
import java.util.List;
import java.util.stream.Collectors;

/// A verdict as a pull-request comment: a heading, a Mermaid sequence diagram that code hosts draw
/// by themselves, the sentence, and what was explored.
///
/// Nothing of the data can end the diagram, mention a person or become a link or a tag.
public final class MermaidReport {
  /// Longer texts make a diagram too wide to be read in a comment.
  private static final int MOST_CELLS = 48;

  private MermaidReport() {}

  /// The whole comment, in Markdown.
  public static String comment(Verdict verdict) {
    var headline = Headline.of(verdict);
    var out = new StringBuilder();
    out.append("### ")
        .append(sign(headline.tone()))
        .append(' ')
        .append(Escapes.markdown(headline.title()))
        .append(": ")
        .append(Escapes.markdown(verdict.scenario()))
        .append("\n\n");
    out.append("**").append(Escapes.markdown(verdict.sentence())).append("**\n");
    if (verdict.timeline().isPresent() && Headline.needsPicture(verdict)) {
      out.append("\n```mermaid\n").append(diagram(verdict)).append("```\n");
    }
    out.append("\n- Explored: ").append(Escapes.markdown(Headline.explored(verdict))).append('\n');
    var rows = Headline.startRows(verdict);
    if (!rows.isEmpty()) {
      out.append("- From: ").append(Escapes.markdown(rows)).append('\n');
    }
    Headline.requests(verdict).forEach(r -> out.append("- ").append(Escapes.code(r)).append('\n'));
    var sure = Headline.reproduced(verdict);
    verdict
        .replay()
        .ifPresent(f ->
            out.append("- Again: ")
                .append(Escapes.code("deadheat replay " + f))
                .append(sure.isEmpty() ? "" : " (" + sure + ")")
                .append('\n'));
    verdict.notes().forEach(n -> out.append("- ").append(Escapes.markdown(n)).append('\n'));
    return out.toString();
  }

  /// The diagram alone; empty without a timeline.
  public static String diagram(Verdict verdict) {
    return verdict.timeline().map(t -> diagram(Story.of(verdict, t))).orElse("");
  }

  private static String diagram(Story story) {
    var out = new StringBuilder("sequenceDiagram\n");
    var left = (story.lanes().size() + 1) / 2;
    for (LaneHead lane : story.lanes()) {
      if (lane.index() == left) {
        rows(out, story);
      }
      out.append("    participant L").append(lane.index()).append(" as ");
      out.append(said(lane.title()));
      out.append(lane.request().isEmpty() ? "" : "<br/>" + said(lane.request())).append('\n');
    }
    if (story.lanes().size() <= left) {
      rows(out, story);
    }
    note(out, story.start(), "");
    waits(out, story, 0);
    for (Scene scene : story.scenes()) {
      scene(out, scene);
      waits(out, story, scene.number());
    }
    return out.toString();
  }

  private static void rows(StringBuilder out, Story story) {
    out.append("    participant R as ").append(said(story.rowsTitle())).append('\n');
  }

  private static void scene(StringBuilder out, Scene scene) {
    var lane = "L" + scene.lane();
    var bad = scene.culprit().isPresent();
    scene.waited().ifPresent(_ -> out.append("    deactivate ").append(lane).append('\n'));
    var arrow = bad ? "-x" : scene.touch() == Touch.NONE ? "-->>" : "->>";
    out.append("    ");
    // A read points from the rows to the lane: that is where the value goes.
    out.append(scene.touch() == Touch.READS && !bad ? "R->>" + lane : lane + arrow + "R");
    out.append(": ").append(bad ? "✗ " : "").append(scene.number()).append(". ");
    out.append(said(scene.sql()));
    if (!scene.where().isEmpty()) {
      out.append("<br/>").append(said(Width.elideStart(scene.where(), MOST_CELLS, "…")));
    }
    out.append('\n');
    note(out, scene.touch() == Touch.WRITES ? scene.values() : List.of(), "");
    scene.error().ifPresent(e -> beside(out, lane, "✗ " + e));
    scene.answer().ifPresent(a -> beside(out, lane, "⇒ " + a));
    scene.culprit().ifPresent(c -> beside(out, lane, "✗ " + c.words()));
  }

  private static void waits(StringBuilder out, Story story, int number) {
    for (var wait : story.beginningAfter(number)) {
      beside(out, "L" + wait.lane(), "waits for " + wait.holder() + "'s lock");
      out.append("    activate L").append(wait.lane()).append('\n');
    }
  }

  private static void beside(StringBuilder out, String lane, String words) {
    out.append("    Note over ").append(lane).append(": ").append(said(words)).append('\n');
  }

  private static void note(StringBuilder out, List<Value> values, String more) {
    if (!values.isEmpty()) {
      out.append("    Note over R: ");
      out.append(
          values.stream()
              .map(v -> (isOpen(v) ? "○ " : "● ") + said(v.line()))
              .collect(Collectors.joining("<br/>")));
      out.append(values.stream().anyMatch(MermaidReport::isOpen) ? "<br/>not committed" : more);
      out.append('\n');
    }
  }

  private static boolean isOpen(Value value) {
    return value.state() == State.UNCOMMITTED || value.state() == State.SEEN_OWN;
  }

  private static String said(String text) {
    return Escapes.diagram(Width.elide(text, MOST_CELLS, "…"));
  }

  private static String sign(Tone tone) {
    return switch (tone) {
      case BAD -> "✗";
      case DOUBT -> "△";
      case GOOD -> "✓";
    };
  }
}
