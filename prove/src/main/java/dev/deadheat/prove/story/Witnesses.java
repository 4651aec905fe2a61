package dev.deadheat.prove.story;

import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.anomaly.Anomalies;
import dev.deadheat.search.anomaly.Witness;
import dev.deadheat.search.dependence.Isolation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Explains a run by the dependency cycle in it.
///
/// @param usual the isolation level of transactions that name none
public record Witnesses(Isolation usual) implements Explanation {
  @Override
  public Optional<Named> of(Recording recording) {
    return Anomalies.explain(recording.run(), usual).stream()
        .findFirst()
        .flatMap(witness -> named(witness, recording.steps()));
  }

  private static Optional<Named> named(Witness witness, List<StepRecord> steps) {
    Optional<Integer> culprit = step(OptionalInt.of(witness.culprit()), steps);
    if (culprit.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> row = witness.lost().stream().map(Witness.Lost::row).findFirst();
    Blame blame =
        new Blame(
            culprit.get(),
            step(witness.because(), steps),
            step(witness.ignores(), steps),
            row.flatMap(name -> key(name, steps)),
            witness.lost().stream()
                .filter(lost -> Optional.of(lost.row()).equals(row))
                .map(Witness.Lost::column)
                .distinct()
                .toList());
    return Optional.of(new Named(witness.anomaly().words(), blame));
  }

  /// The step that an event belongs to. The start of a wait belongs to the step that was granted.
  private static Optional<Integer> step(OptionalInt event, List<StepRecord> steps) {
    if (event.isEmpty()) {
      return Optional.empty();
    }
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).event() >= event.getAsInt()) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static Optional<RowKey> key(String name, List<StepRecord> steps) {
    return steps.stream()
        .flatMap(step -> step.writes().stream())
        .map(write -> write.row())
        .filter(row -> row.toString().equals(name))
        .findFirst();
  }
}
