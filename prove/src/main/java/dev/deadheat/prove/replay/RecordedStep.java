package dev.deadheat.prove.replay;

import dev.deadheat.prove.verdict.Timeline;
import java.util.Optional;

/// A step that the recorded run went through.
///
/// @param number from 1
/// @param lane the lane's letter
/// @param sql the statement's shape, shortened for people
/// @param at the line of the project's code that issued it: `myapp/views.py:8`
public record RecordedStep(int number, String lane, String sql, Optional<String> at) {
  /// A step of a timeline.
  public static RecordedStep of(Timeline.Step step) {
    return new RecordedStep(
        step.number(),
        step.lane(),
        step.readable(),
        step.source().map(line -> line.path() + ":" + line.line()));
  }

  /// Whether both are the same lane's same statement, wherever it stands in the code now.
  boolean sameMove(RecordedStep other) {
    return lane.equals(other.lane) && sql.equals(other.sql);
  }

  String line() {
    return lane + ": " + sql + at.map(where -> " (" + where + ")").orElse("");
  }
}
