package dev.deadheat.prove.verdict;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One schedule, step by step, with what the rows were between the steps.
///
/// @param tracked the rows worth a column in the picture: those that two lanes touch and one
///   writes; `myapp_mymodel#1`
/// @param trackedColumns the columns worth showing of them, per row: those that a step changes
/// @param start the tracked rows before the first step
/// @param steps in the order in which they took effect
public record Timeline(
    List<String> tracked,
    Map<String, List<String>> trackedColumns,
    Map<String, Cells> start,
    List<Step> steps) {
  public Timeline {
    tracked = List.copyOf(tracked);
    trackedColumns = Map.copyOf(trackedColumns);
    start = Map.copyOf(start);
    steps = List.copyOf(steps);
  }

  /// A row's columns: column to value, an SQL null absent.
  ///
  /// @param exists whether the row is there
  public record Cells(boolean exists, Map<String, Optional<String>> columns) {}

  /// One statement, commit or rollback of a lane.
  ///
  /// @param number from 1, in the order of this list
  /// @param lane the lane's letter
  /// @param kind what it does
  /// @param sql the statement as it was sent
  /// @param readable the same shortened for people: `SELECT … FROM myapp_mymodel WHERE id = 1`
  /// @param source the line of the project's code that issued it, where known
  /// @param rowsRead rows of the result that could be told apart, `myapp_mymodel#1`
  /// @param rowsWritten rows inserted, updated or deleted
  /// @param committed the tracked rows as any other lane sees them after this step, by row
  /// @param uncommitted the tracked rows that this lane has changed and not yet committed, as it
  ///   sees them after this step, by row
  /// @param waitedFor the lane that it waited for, if it had to wait
  /// @param waitedFrom the number of the step after which it began to wait, where it waited
  /// @param error the server's error, if it failed: `40P01 deadlock detected`
  /// @param response the answer, if this was the lane's last step
  /// @param culprit whether this is the step that breaks the story
  /// @param because the number of the earlier step whose value it relied on, for a culprit
  /// @param ignores the number of the other lane's step that it undoes or overlooks, for a culprit
  public record Step(
      int number,
      String lane,
      Kind kind,
      String sql,
      String readable,
      Optional<SourceLine> source,
      List<String> rowsRead,
      List<String> rowsWritten,
      Map<String, Cells> committed,
      Map<String, Cells> uncommitted,
      Optional<String> waitedFor,
      Optional<Integer> waitedFrom,
      Optional<String> error,
      Optional<OutcomeView.ResponseView> response,
      boolean culprit,
      Optional<Integer> because,
      Optional<Integer> ignores) {
    public Step {
      rowsRead = List.copyOf(rowsRead);
      rowsWritten = List.copyOf(rowsWritten);
      committed = Map.copyOf(committed);
      uncommitted = Map.copyOf(uncommitted);
    }
  }

  /// What a step does, for its symbol.
  public enum Kind {
    BEGIN,
    READ,
    LOCK,
    WRITE,
    COMMIT,
    ROLLBACK,
    OTHER
  }

  /// A line of the project's code.
  ///
  /// @param path relative to the project, with `/`
  /// @param line from 1
  /// @param text the line itself, stripped; empty if it could not be read
  public record SourceLine(String path, int line, String text) {}
}
