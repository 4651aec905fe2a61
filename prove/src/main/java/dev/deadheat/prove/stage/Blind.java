package dev.deadheat.prove.stage;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.prove.run.Observer;
import dev.deadheat.prove.run.Waits;
import dev.deadheat.search.Access;
import java.util.List;

/// Before a scene is played nothing is looked at.
final class Blind implements Observer {
  @Override
  public Nature nature(Step step) {
    throw new IllegalStateException("no scene is played");
  }

  @Override
  public Seen observe(Step step, Answer answer, int backendPid) {
    throw new IllegalStateException("no scene is played");
  }

  @Override
  public List<Access> foresee(Step step) {
    throw new IllegalStateException("no scene is played");
  }

  @Override
  public Waits waits() {
    throw new IllegalStateException("no scene is played");
  }
}
