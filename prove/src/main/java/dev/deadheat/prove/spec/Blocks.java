package dev.deadheat.prove.spec;

import dev.deadheat.postgres.client.Client;
import dev.deadheat.postgres.client.ClientException;
import dev.deadheat.postgres.client.Message;
import dev.deadheat.prove.spec.Spec.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/// Runs the set-up and teardown blocks of a spec. Of a block's results the last is shown, if it has
/// rows.
final class Blocks {
  private final Spec spec;
  private final Client control;
  private final List<Line> lines;
  private final Duration patience;
  private final Transcript transcript;
  private final ObjIntConsumer<Message.Report> notices;

  /// @param notices takes the notices of sessions, with the session's index
  Blocks(
      Spec spec,
      Client control,
      List<Line> lines,
      Duration patience,
      Transcript transcript,
      ObjIntConsumer<Message.Report> notices) {
    this.spec = spec;
    this.control = control;
    this.lines = lines;
    this.patience = patience;
    this.transcript = transcript;
    this.notices = notices;
  }

  void setUp() throws SpecException, InterruptedException {
    for (String setup : spec.setups()) {
      Optional<Message.Report> failed = onControl(setup);
      if (failed.isPresent()) {
        throw new SpecException("setup failed: " + failed.get().line());
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      Session session = spec.sessions().get(i);
      Optional<Message.Report> failed =
          session.setup().isPresent() ? onSession(i, session.setup().get()) : Optional.empty();
      if (failed.isPresent()) {
        throw new SpecException(
            "setup of session %s failed: %s".formatted(session.name(), failed.get().line()));
      }
    }
  }

  /// A teardown that fails is shown, and no reason to stop.
  void tearDown() throws SpecException, InterruptedException {
    for (int i = 0; i < lines.size(); i++) {
      Session session = spec.sessions().get(i);
      Optional<Message.Report> failed =
          session.teardown().isPresent()
              ? onSession(i, session.teardown().get())
              : Optional.empty();
      failed.ifPresent(report ->
          transcript.line(
              "teardown of session %s failed: %s".formatted(session.name(), report.line())));
    }
    if (spec.teardown().isPresent()) {
      onControl(spec.teardown().get())
          .ifPresent(report -> transcript.line("teardown failed: " + report.line()));
    }
  }

  /// Answers the block's error, if it failed.
  private Optional<Message.Report> onControl(String sql) throws SpecException {
    try {
      return lastOf(control.ask(sql));
    } catch (ClientException gone) {
      throw new SpecException(String.valueOf(gone.getMessage()), gone);
    }
  }

  private Optional<Message.Report> onSession(int session, String sql)
      throws SpecException, InterruptedException {
    Line line = lines.get(session);
    line.send(sql);
    List<Message> answers = new ArrayList<>();
    while (answers.isEmpty() || !(answers.getLast() instanceof Message.Ready)) {
      Optional<Message> message = line.take(2 * patience.toMillis());
      if (message.isEmpty()) {
        throw new SpecException(
            "session %s did not answer within %d s; does its setup or teardown wait for a lock?"
                .formatted(line.name(), 2 * patience.toSeconds()));
      }
      if (message.get() instanceof Message.Notice(var report)) {
        notices.accept(report, session);
      } else {
        answers.add(message.get());
        if (message.get() instanceof Message.Gone) {
          break;
        }
      }
    }
    return lastOf(answers);
  }

  private Optional<Message.Report> lastOf(List<Message> answers) throws SpecException {
    Optional<Message> last = Optional.empty();
    for (Message answer : answers) {
      if (answer instanceof Message.Gone(var why)) {
        throw new SpecException("a connection is gone in setup or teardown: " + why);
      }
      if (answer.endsStatement()) {
        last = Optional.of(answer);
      }
    }
    if (last.isPresent() && last.get() instanceof Message.Failed(var report)) {
      return Optional.of(report);
    }
    if (last.isPresent() && last.get() instanceof Message.Rows rows) {
      transcript.rows(rows);
    }
    return Optional.empty();
  }
}
