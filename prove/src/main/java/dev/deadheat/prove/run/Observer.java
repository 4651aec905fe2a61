package dev.deadheat.prove.run;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the controller asks of the database while lanes run. Safe for use by several threads. Each
/// method may throw an [ObserverException].
public interface Observer {
  /// What a step is, before it is let go.
  Nature nature(Step step);

  /// What an answered step touched. Called while the step's transaction is still open wherever
  /// there is one, so that its locks can be read.
  Seen observe(Step step, Answer answer, int backendPid);

  /// What a step that waits will touch as far as its text says.
  List<Access> foresee(Step step);

  /// Who waits for whom.
  Waits waits();

  /// What a step is to the controller.
  ///
  /// @param kind transaction control, or a statement
  /// @param choice whether it can matter when it runs: false for BEGIN, SET and the like, which
  ///   pass the gate at once
  /// @param stretchable whether it can run inside a private transaction
  record Nature(Event.Kind kind, boolean choice, boolean stretchable) {}

  /// What was seen of an answered step.
  ///
  /// @param accesses everything it touched, for the search
  /// @param rowsRead the rows of its results that could be told apart, with the columns read
  record Seen(List<Access> accesses, Map<RowKey, Map<String, Optional<String>>> rowsRead) {
    public Seen {
      accesses = List.copyOf(accesses);
    }

    /// Whether it wrote, or may have written, so that its transaction publishes something or holds
    /// a lock that others may meet.
    public boolean holdsSomething() {
      return accesses.stream()
          .anyMatch(access ->
              switch (access) {
                case Access.ReadRow _, Access.ReadWhere _ -> false;
                case Access.WholeTable table -> table.write();
                case Access.LockRow _,
                    Access.WriteRow _,
                    Access.UniqueProbe _,
                    Access.Advisory _,
                    Access.MoveSequence _,
                    Access.Unknown _ ->
                    true;
              });
    }
  }
}
