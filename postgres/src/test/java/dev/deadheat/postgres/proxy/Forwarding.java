package dev.deadheat.postgres.proxy;

import java.util.List;

/// A gatekeeper that lets everything pass.
public class Forwarding implements Gatekeeper {
  @Override
  public void opened(Session session) {}

  @Override
  public Passage arrived(Session session, Step step) throws InterruptedException {
    return Passage.FORWARD;
  }

  @Override
  public List<String> before(Session session, Step step) {
    return List.of();
  }

  @Override
  public void answered(Session session, Step step, Answer answer) throws InterruptedException {}

  @Override
  public void stretched(Session session, Step step, Answer commit) {}

  @Override
  public void closed(Session session) {}
}
