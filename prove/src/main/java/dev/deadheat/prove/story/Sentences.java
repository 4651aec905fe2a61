package dev.deadheat.prove.story;

import dev.deadheat.prove.oracle.Oracle;
import dev.deadheat.prove.oracle.Oracle.Judgement;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.search.Lane;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The one sentence of a verdict.
final class Sentences {
  private Sentences() {}

  /// What a broken run lost, and why.
  static String broken(
      Judgement judgement, Oracle oracle, Timeline timeline, Optional<Blame> blame) {
    return switch (judgement) {
      case Judgement.CorruptsRows _ -> reason(timeline, blame).orElse(nowhere(oracle));
      case Judgement.SucceedsTwice _ ->
          "Every request succeeded, though every serial order refuses one of them. "
              + reason(timeline, blame).orElse("");
      case Judgement.BreaksInvariant _ ->
          "The rows at the end break the scenario's invariant. "
              + reason(timeline, blame).orElse("");
      case Judgement.OnlyAnError(var like, var failed) ->
          "Request %s answered with an error that no serial order gives%s; the rows are as after %s."
              .formatted(letters(failed), refusal(timeline, failed), like.label());
      case Judgement.OnlyAResponse(var like) ->
          "The rows are as after %s, but an answer is one that no serial order gives."
              .formatted(like.label());
      case Judgement.WrongOrder(var like) ->
          "The requests took effect as %s, which the scenario does not allow."
              .formatted(like.label());
      case Judgement.Serializable(var like) -> "The outcome is that of " + like.label() + ".";
    };
  }

  /// What the server said to a lane that failed.
  private static String refusal(Timeline timeline, List<Lane> failed) {
    return timeline.steps().stream()
        .filter(step ->
            step.error().isPresent()
                && failed.stream().anyMatch(lane -> lane.label().equals(step.lane())))
        .findFirst()
        .map(step -> " (step %d: %s)".formatted(step.number(), step.error().orElseThrow()))
        .orElse("");
  }

  private static String nowhere(Oracle oracle) {
    return "The rows at the end are those of no serial order (%s)."
        .formatted(
            oracle.full().stream().map(Oracle.Serial::label).collect(Collectors.joining(", ")));
  }

  /// Which step relied on what, as far as the dependencies tell.
  private static Optional<String> reason(Timeline timeline, Optional<Blame> blame) {
    Optional<Timeline.Step> culprit =
        timeline.steps().stream().filter(Timeline.Step::culprit).findFirst();
    if (culprit.isEmpty() || blame.isEmpty()) {
      return Optional.empty();
    }
    Timeline.Step step = culprit.get();
    Optional<Timeline.Step> ignored = step.ignores().flatMap(number -> step(timeline, number));
    Optional<Timeline.Step> read = step.because().flatMap(number -> step(timeline, number));
    if (ignored.isEmpty()) {
      return Optional.empty();
    }
    if (read.isEmpty()) {
      return Optional.of(
          "%s came before %s's step %d, which makes visible what it was to find."
              .formatted(place(step), ignored.get().lane(), ignored.get().number()));
    }
    if (!blame.get().columns().isEmpty() && blame.get().row().isPresent()) {
      String row = blame.get().row().get().toString();
      return Optional.of(lost(row, blame.get().columns(), read.get(), ignored.get(), step));
    }
    return Optional.of(
        "%s relied on what step %d had read, and %s's step %d had changed that meanwhile."
            .formatted(
                place(step), read.get().number(), ignored.get().lane(), ignored.get().number()));
  }

  /// Tells a value that is put back as it was read from one that is computed from it.
  private static String lost(
      String row,
      List<String> columns,
      Timeline.Step read,
      Timeline.Step ignored,
      Timeline.Step culprit) {
    boolean putBack =
        columns.stream()
            .allMatch(column -> value(read, row, column).equals(value(culprit, row, column)));
    String what = columns.size() == 1 ? columns.getFirst() : "the row";
    String how =
        putBack
            ? "wrote %s as it had read %s in step %d"
                .formatted(what, columns.size() == 1 ? "it" : "them", read.number())
            : "wrote %s from what it had read in step %d".formatted(what, read.number());
    String changes =
        columns.stream()
            .filter(column -> !value(ignored, row, column).equals(value(culprit, row, column)))
            .map(column -> change(column, row, ignored, culprit))
            .collect(Collectors.joining(", "));
    return "%s %s, so %s's change of step %d is lost%s."
        .formatted(
            place(culprit),
            how,
            ignored.lane(),
            ignored.number(),
            changes.isEmpty() ? "" : ": " + changes);
  }

  private static String change(
      String column, String row, Timeline.Step ignored, Timeline.Step culprit) {
    String lost = value(ignored, row, column);
    String kept = value(culprit, row, column);
    return "%s is %s, not %s".formatted(column, kept, lost);
  }

  private static String value(Timeline.Step step, String row, String column) {
    Timeline.Cells own = step.uncommitted().get(row);
    Timeline.Cells cells = own == null ? step.committed().get(row) : own;
    if (cells == null || !cells.exists()) {
      return "gone";
    }
    return cells
        .columns()
        .getOrDefault(column, Optional.empty())
        .map(v -> "'" + v + "'")
        .orElse("null");
  }

  private static String place(Timeline.Step step) {
    return "%s's step %d%s"
        .formatted(
            step.lane(),
            step.number(),
            step.source()
                .map(source -> " (" + source.path() + ":" + source.line() + ")")
                .orElse(""));
  }

  private static Optional<Timeline.Step> step(Timeline timeline, int number) {
    return timeline.steps().stream().filter(step -> step.number() == number).findFirst();
  }

  private static String letters(List<Lane> lanes) {
    return lanes.stream().map(Lane::label).collect(Collectors.joining(" and "));
  }
}
