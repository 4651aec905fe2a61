package dev.deadheat.prove.stage;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Gatekeeper;
import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.search.Lane;
import java.util.List;

/// One lane's gate, at which a fault may be injected into a step that was let go.
///
/// @param inner holds steps and records them
record FaultyGate(Lane lane, Gatekeeper inner, Injector injector) implements Gatekeeper {
  @Override
  public void opened(Session session) {
    inner.opened(session);
  }

  @Override
  public Passage arrived(Session session, Step step) throws InterruptedException {
    return injector.passage(lane, session, step, inner.arrived(session, step));
  }

  @Override
  public List<String> before(Session session, Step step) {
    return inner.before(session, step);
  }

  @Override
  public void answered(Session session, Step step, Answer answer) throws InterruptedException {
    inner.answered(session, step, answer);
    injector.answered(lane, session);
  }

  @Override
  public void stretched(Session session, Step step, Answer commit) throws InterruptedException {
    inner.stretched(session, step, commit);
  }

  @Override
  public void closed(Session session) {
    inner.closed(session);
  }
}
