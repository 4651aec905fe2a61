package dev.deadheat.bench;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Gatekeeper;
import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.postgres.proxy.Step;
import java.util.List;

/// Lets everything pass.
final class LetsPass implements Gatekeeper {
  @Override
  public void opened(Session session) {}

  @Override
  public Passage arrived(Session session, Step step) {
    return Passage.FORWARD;
  }

  @Override
  public List<String> before(Session session, Step step) {
    return List.of();
  }

  @Override
  public void answered(Session session, Step step, Answer answer) {}

  @Override
  public void stretched(Session session, Step step, Answer commit) {}

  @Override
  public void closed(Session session) {}
}
