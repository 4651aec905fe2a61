package dev.deadheat.prove.spec;

import dev.deadheat.postgres.client.Client;
import dev.deadheat.postgres.client.ClientException;
import dev.deadheat.postgres.client.Message;
import dev.deadheat.prove.spec.Spec.Entry;
import dev.deadheat.prove.spec.Spec.Marker;
import dev.deadheat.prove.spec.Spec.Permutation;
import dev.deadheat.prove.spec.Spec.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Plays permutations as PostgreSQL's isolationtester does: a step is sent when all earlier steps
/// of its session are done and the one before it is done or waits; whether it waits, the server is
/// asked when it has been silent for 10 ms.
///
/// Used from one thread.
final class Player {
  private static final long SILENCE_MILLIS = 10;

  /// How long something is waited for that the server sent together with what has come.
  private static final long BEHIND_MILLIS = 3;

  /// How often a step must be seen to wait, with silence before each look: what it said before it
  /// began to wait may still be on its way through the proxy.
  private static final int LOOKS = 2;

  private final Client control;
  private final List<Line> lines;
  private final Duration patience;
  private final Transcript transcript;
  private final Blocks blocks;
  private final String isBlocked;

  /// The step that each session is busy with.
  private final List<Optional<Underway>> underway = new ArrayList<>();

  /// The notices that each session has sent.
  private final long[] notices;

  private List<Underway> waiting = new ArrayList<>();

  /// Whether a notice came since this was last cleared.
  private boolean noticed;

  /// @param control for set-up, teardown and questions; its notices are not shown
  /// @param lines one per session of the spec
  /// @param patience how long a step may take before it is cancelled; the spec is given up after
  ///   twice as long
  /// @param out takes the output: text of one or several lines, without the end of the last
  Player(Spec spec, Client control, List<Line> lines, Duration patience, Consumer<String> out) {
    this.control = control;
    this.lines = List.copyOf(lines);
    this.patience = patience;
    this.transcript = new Transcript(this.lines, out);
    this.notices = new long[lines.size()];
    this.blocks =
        new Blocks(
            spec,
            control,
            this.lines,
            patience,
            transcript,
            (report, session) -> notice(session, report));
    lines.forEach(_ -> underway.add(Optional.empty()));
    this.isBlocked =
        lines.stream()
            .map(line -> String.valueOf(line.backendPid()))
            .collect(
                Collectors.joining(
                    ",", "SELECT pg_catalog.pg_isolation_test_session_is_blocked(%d, '{", "}')"));
  }

  /// What is to be done about a step that is under way.
  private enum Look {
    /// It was just sent: wait until it is done or waits for a lock.
    FIRST,
    /// It waited before: wait until it is done or still waits.
    AGAIN,
    /// It waited before: wait until it is done.
    LAST
  }

  void play(Permutation permutation) throws SpecException, InterruptedException {
    transcript.begins(permutation);
    waiting = new ArrayList<>();
    blocks.setUp();
    for (Entry entry : permutation.entries()) {
      finishSession(entry.step().session());
      launch(entry);
    }
    completeWaiting(Look.LAST);
    if (!waiting.isEmpty()) {
      throw new SpecException("failed to complete permutation due to mutually-blocking steps");
    }
    blocks.tearDown();
  }

  /// Waits for the step that a session is busy with, if there is one.
  private void finishSession(int session) throws SpecException, InterruptedException {
    long start = System.nanoTime();
    while (underway.get(session).isPresent()) {
      Underway old = underway.get(session).get();
      if (completes(old, Look.LAST)) {
        waiting.remove(old);
      }
      completeWaiting(Look.AGAIN);
      if (underway.get(session).isPresent() && elapsed(start).compareTo(givingUp()) > 0) {
        throw new SpecException(
            "step %s timed out after %d seconds\nactive steps are: %s"
                .formatted(
                    old.name(),
                    givingUp().toSeconds(),
                    underway.stream()
                        .flatMap(Optional::stream)
                        .map(Underway::name)
                        .collect(Collectors.joining(" "))));
      }
    }
  }

  private void launch(Entry entry) throws SpecException, InterruptedException {
    Step step = entry.step();
    lines.get(step.session()).send(step.sql());
    Underway launched = new Underway(entry);
    underway.set(step.session(), Optional.of(launched));
    for (Marker marker : entry.markers()) {
      if (marker instanceof Marker.AfterNotices(Step other, int count)) {
        launched.awaited.put(marker, notices[other.session()] + count);
      }
    }
    boolean done = completes(launched, Look.FIRST);
    completeWaiting(Look.AGAIN);
    if (!done) {
      waiting.add(launched);
    }
  }

  /// Reports the steps that waited and are done now. A step that one of them, or a notice, has held
  /// back may be done then too.
  private void completeWaiting(Look look) throws SpecException, InterruptedException {
    boolean heldBack;
    int before;
    do {
      noticed = false;
      heldBack = false;
      before = waiting.size();
      List<Underway> still = new ArrayList<>();
      for (Underway step : waiting) {
        if (!completes(step, look)) {
          heldBack |= !step.entry.markers().isEmpty();
          still.add(step);
        }
      }
      waiting = still;
    } while (heldBack && (waiting.size() < before || noticed));
  }

  /// Whether a step is done; if so it is reported, with what it returned.
  private boolean completes(Underway step, Look look) throws SpecException, InterruptedException {
    boolean first = look == Look.FIRST;
    boolean atOnce = first && step.entry.markers().contains(new Marker.Once());
    if (atOnce || !answers(step, look) || heldBack(step)) {
      if (first) {
        transcript.waits(step);
      }
      return false;
    }
    transcript.completes(step, !first);
    showAnswers(step);
    underway.set(step.session(), Optional.empty());
    return true;
  }

  /// Waits until a step has an answer, or, unless it is the last look, waits for a lock.
  private boolean answers(Underway step, Look look) throws SpecException, InterruptedException {
    Line line = line(step);
    long start = System.nanoTime();
    boolean cancelled = false;
    int seenWaiting = 0;
    while (step.answers.isEmpty()) {
      Optional<Message> message = line.take(SILENCE_MILLIS);
      if (message.isPresent()) {
        note(step, message.get());
        seenWaiting = 0;
        continue;
      }
      if (look != Look.LAST && waits(line)) {
        seenWaiting++;
        if (seenWaiting == LOOKS) {
          return false;
        }
        continue;
      }
      if (elapsed(start).compareTo(patience) > 0 && !cancelled) {
        line.cancel();
        transcript.line(
            "isolationtester: canceling step %s after %d seconds"
                .formatted(step.name(), elapsed(start).toSeconds()));
        cancelled = true;
      }
      if (elapsed(start).compareTo(givingUp()) > 0) {
        throw new SpecException(
            "step %s timed out after %d seconds"
                .formatted(step.name(), elapsed(start).toSeconds()));
      }
    }
    // The client library handles what comes right behind a result before it hands the result on.
    while (!(step.answers.getLast() instanceof Message.Ready)
        && line.first(BEHIND_MILLIS).filter(Player::isAside).isPresent()) {
      note(step, line.take(BEHIND_MILLIS).orElseThrow());
    }
    return true;
  }

  private Line line(Underway step) {
    return lines.get(step.session());
  }

  private static boolean isAside(Message message) {
    return message instanceof Message.Notice || message instanceof Message.Notification;
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private Duration givingUp() {
    return patience.multipliedBy(2);
  }

  /// Notices are shown when they come, results when the step is reported.
  private void note(Underway step, Message message) {
    switch (message) {
      case Message.Notice(var report) -> notice(step.session(), report);
      case Message.Notification notification -> step.heard.add(notification);
      case Message.Rows _, Message.Done _, Message.Failed _, Message.Ready _, Message.Gone _ ->
          step.answers.add(message);
    }
  }

  private void notice(int session, Message.Report report) {
    transcript.notice(session, report);
    notices[session]++;
    noticed = true;
  }

  private void showAnswers(Underway step) throws SpecException, InterruptedException {
    boolean more = true;
    while (more) {
      if (step.answers.isEmpty()) {
        answers(step, Look.LAST);
      }
      switch (step.answers.removeFirst()) {
        case Message.Rows rows -> transcript.rows(rows);
        case Message.Failed(var report) -> transcript.error(report);
        case Message.Gone _ -> {
          transcript.gone();
          more = false;
        }
        case Message.Ready _ -> more = false;
        case Message.Done _, Message.Notice _, Message.Notification _ -> {}
      }
    }
    while (line(step).first(0).filter(Player::isAside).isPresent()) {
      note(step, line(step).take(0).orElseThrow());
    }
    step.heard.forEach(heard -> transcript.notification(step.session(), heard));
  }

  private boolean waits(Line line) throws SpecException {
    try {
      for (Message answer : control.ask(isBlocked.formatted(line.backendPid()))) {
        if (answer instanceof Message.Rows rows) {
          return rows.rows().getFirst().getFirst().equals(Optional.of("t"));
        }
      }
      throw new SpecException(
          "the server did not say whether session %s waits".formatted(line.name()));
    } catch (ClientException gone) {
      throw new SpecException(String.valueOf(gone.getMessage()), gone);
    }
  }

  /// Whether a marker forbids yet to report the step.
  private boolean heldBack(Underway step) {
    return step.entry.markers().stream()
        .anyMatch(marker ->
            switch (marker) {
              case Marker.Once() -> false;
              case Marker.AfterStep(Step other) ->
                  underway
                      .get(other.session())
                      .filter(busy -> busy.entry.step().equals(other))
                      .isPresent();
              case Marker.AfterNotices(Step other, _) ->
                  notices[other.session()] < step.awaited.getOrDefault(marker, 0L);
            });
  }
}
