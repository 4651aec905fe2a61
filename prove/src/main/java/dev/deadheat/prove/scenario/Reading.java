package dev.deadheat.prove.scenario;

import java.util.List;

/// What came of reading a scenario file.
public sealed interface Reading {
  /// It can be run.
  record Good(ScenarioFile file) implements Reading {}

  /// It cannot: all the mistakes found, in file order.
  record Bad(List<Problem> problems) implements Reading {
    public Bad {
      problems = List.copyOf(problems);
    }
  }
}
