package dev.deadheat.prove.spec;

import dev.deadheat.prove.scenario.Problem;
import java.util.List;

/// What came of reading a spec file.
public sealed interface SpecReading {
  /// It can be run.
  record Good(Spec spec) implements SpecReading {}

  /// It cannot: the mistakes found, in file order. Nothing after a mistake in the syntax is read.
  record Bad(List<Problem> problems) implements SpecReading {
    public Bad {
      problems = List.copyOf(problems);
    }
  }
}
