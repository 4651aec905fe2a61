package dev.deadheat.prove.stage;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.prove.run.Observer;
import dev.deadheat.prove.run.Waits;
import dev.deadheat.search.Access;
import java.util.List;

/// Sees the same, and has no statement stretched.
record Unstretched(Observer seen) implements Observer {
  @Override
  public Nature nature(Step step) {
    Nature nature = seen.nature(step);
    return new Nature(nature.kind(), nature.choice(), false);
  }

  @Override
  public Seen observe(Step step, Answer answer, int backendPid) {
    return seen.observe(step, answer, backendPid);
  }

  @Override
  public List<Access> foresee(Step step) {
    return seen.foresee(step);
  }

  @Override
  public Waits waits() {
    return seen.waits();
  }
}
