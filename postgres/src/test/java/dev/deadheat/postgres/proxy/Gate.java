package dev.deadheat.postgres.proxy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A gatekeeper that writes down what it is told and answers as its test wants.
final class Gate implements Gatekeeper {
  private final Function<Step, Passage> passage;
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final List<Told> seen = Collections.synchronizedList(new ArrayList<>());

  Gate(Function<Step, Passage> passage) {
    this.passage = passage;
  }

  static Gate of(Passage passage) {
    return new Gate(_ -> passage);
  }

  /// What it was told.
  sealed interface Told {
    record Opened(Session session) implements Told {}

    record Arrived(Session session, Step step) implements Told {}

    record Answered(Session session, Step step, Answer answer) implements Told {}

    record Stretched(Session session, Step step, Answer commit) implements Told {}

    record Closed(Session session) implements Told {}
  }

  /// The next thing it was told, which must be of that kind.
  <T extends Told> T next(Class<T> kind) throws InterruptedException {
    var next = told.poll(10, TimeUnit.SECONDS);
    if (!kind.isInstance(next)) {
      throw new AssertionError("expected " + kind.getSimpleName() + " but got " + next);
    }
    return kind.cast(next);
  }

  /// Everything it was told, from the beginning.
  List<Told> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void opened(Session session) {
    tell(new Told.Opened(session));
  }

  @Override
  public Passage arrived(Session session, Step step) throws InterruptedException {
    tell(new Told.Arrived(session, step));
    return passage.apply(step);
  }

  @Override
  public List<String> before(Session session, Step step) {
    return List.of();
  }

  @Override
  public void answered(Session session, Step step, Answer answer) throws InterruptedException {
    tell(new Told.Answered(session, step, answer));
  }

  @Override
  public void stretched(Session session, Step step, Answer commit) {
    tell(new Told.Stretched(session, step, commit));
  }

  @Override
  public void closed(Session session) {
    tell(new Told.Closed(session));
  }

  private void tell(Told what) {
    seen.add(what);
    told.add(what);
  }
}
