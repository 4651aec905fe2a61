package dev.deadheat.prove.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Gatekeeper;
import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.search.Access;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Lanes that do not do what lanes should.
final class ControllerTest {
  private static final List<Lane> ONE = List.of(new Lane(0));
  private static final Strategy ANY =
      (_, enabled) -> new Strategy.Decision.Move(enabled.getFirst());

  @Test
  void a_lane_that_neither_sends_sql_nor_answers_ends_by_deadline() throws Exception {
    CountDownLatch forever = new CountDownLatch(1);
    Deadlines soon = new Deadlines(Duration.ofMillis(50), Duration.ofSeconds(10));
    try (Controller controller =
        new Controller(
            new NothingToSee(),
            _ -> {
              forever.await();
              return new Reply(200, "", Optional.empty(), "", Optional.empty());
            },
            soon)) {
      Recording recording = controller.together(ONE, ANY, new Victims.ByServer());
      assertThat(recording.run().end()).isEqualTo(Run.End.BROKEN);
      assertThat(recording.broken())
          .hasValueSatisfying(
              why -> assertThat(why).contains("lane A neither sent SQL nor answered", "polls"));
      assertThat(controller.idle()).isFalse();
      forever.countDown();
    }
  }

  @Test
  void a_lane_that_gives_no_answer_breaks_the_run() throws Exception {
    try (Controller controller =
        new Controller(new NothingToSee(), _ -> Reply.failed("it died"), Deadlines.usual())) {
      Recording recording = controller.together(ONE, ANY, new Victims.ByServer());
      assertThat(recording.broken()).contains("lane A gave no answer: it died");
      assertThat(controller.idle()).isTrue();
    }
  }

  /// Two requests that wait for each other under load would wait for ever.
  @Test
  void under_load_the_server_looks_for_deadlocks_itself() throws Exception {
    try (Controller controller =
        new Controller(new NothingToSee(), _ -> Reply.failed("unasked"), Deadlines.usual())) {
      Gatekeeper gate = controller.gate(new Lane(0));
      Session session = new Session(0, 1);
      Step step = new Step(List.of(), Step.TransactionState.IDLE);
      gate.opened(session);
      assertThat(gate.before(session, step)).isEmpty();
      for (int round = 0; round < 2; round++) {
        controller.rush();
        assertThat(gate.before(session, step)).containsExactly("SET deadlock_timeout = '1s'");
        assertThat(gate.before(session, step)).isEmpty();
      }
      controller.rushNoMore();
      assertThat(gate.before(session, step)).containsExactly("RESET deadlock_timeout");
      assertThat(gate.before(session, step)).isEmpty();
    }
  }

  /// No connection is opened to a server, so nothing is asked.
  private static final class NothingToSee implements Observer {
    @Override
    public Nature nature(Step step) {
      throw new AssertionError(step);
    }

    @Override
    public Seen observe(Step step, Answer answer, int backendPid) {
      throw new AssertionError(step);
    }

    @Override
    public List<Access> foresee(Step step) {
      throw new AssertionError(step);
    }

    @Override
    public Waits waits() {
      throw new AssertionError("nobody waits");
    }
  }
}
