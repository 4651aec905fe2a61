package dev.deadheat.postgres.proxy;

import static dev.deadheat.wire.BackendMessage.TransactionStatus.IDLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.proxy.Gate.Told.Answered;
import dev.deadheat.postgres.proxy.Gate.Told.Arrived;
import dev.deadheat.postgres.proxy.Gate.Told.Opened;
import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.wire.BackendMessage;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.FrontendMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Values in binary form can only be read by who knows the column's type.
class BinaryResultsTest {
  private static final int BIGINT = 20;
  private static final byte[] PARSED = Wire.server(new BackendMessage.ParseComplete());
  private static final byte[] BOUND = Wire.server(new BackendMessage.BindComplete());
  private static final byte[] SEVEN = {0, 0, 0, 0, 0, 0, 0, 7};

  @Test
  void aStatementIsDescribedInThePipelineThatBindsIt() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      var describe =
          Wire.client(
              new FrontendMessage.Describe(FrontendMessage.Target.STATEMENT, Bytes.utf8("S_1")));
      exchange(
          ends,
          Wire.join(
              Wire.parse("S_1", "SELECT id"),
              describe,
              bindBinary(),
              Wire.execute(""),
              Wire.sync()),
          Wire.join(
              PARSED,
              Wire.server(new BackendMessage.ParameterDescription(List.of())),
              bigintColumn(),
              BOUND,
              sevenInBinary(),
              Wire.complete("SELECT 1"),
              Wire.ready(IDLE)));
      assertThat(result(gate).columns()).extracting(Answer.Column::name).containsExactly("id");

      exchange(
          ends,
          Wire.join(bindBinary(), Wire.execute(""), Wire.sync()),
          Wire.join(BOUND, sevenInBinary(), Wire.complete("SELECT 1"), Wire.ready(IDLE)));
      assertThat(result(gate).rows()).containsExactly(List.of(Optional.of("7")));
    }
  }

  /// As pgjdbc does: a text that was executed often gets a name, and is asked for in binary form
  /// from then on.
  @Test
  void aTextIsDescribedUnderNoNameAndExecutedUnderOne() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      var describe =
          Wire.client(new FrontendMessage.Describe(FrontendMessage.Target.PORTAL, Bytes.utf8("")));
      exchange(
          ends,
          Wire.join(
              Wire.parse("", "SELECT id"),
              Wire.bind("", ""),
              describe,
              Wire.execute(""),
              Wire.sync()),
          Wire.join(
              PARSED,
              BOUND,
              bigintColumn(),
              Wire.row("7"),
              Wire.complete("SELECT 1"),
              Wire.ready(IDLE)));
      assertThat(result(gate).rows()).containsExactly(List.of(Optional.of("7")));

      exchange(
          ends,
          Wire.join(Wire.parse("S_1", "SELECT id"), bindBinary(), Wire.execute(""), Wire.sync()),
          Wire.join(PARSED, BOUND, sevenInBinary(), Wire.complete("SELECT 1"), Wire.ready(IDLE)));
      var named = result(gate);
      assertThat(named.columns()).extracting(Answer.Column::tableOid).containsExactly(16_384);
      assertThat(named.rows()).containsExactly(List.of(Optional.of("7")));
    }
  }

  private static void exchange(Scene.Ends ends, byte[] batch, byte[] reply) throws Exception {
    ends.client().send(batch);
    ends.server().expect(batch).send(reply);
    ends.client().expect(reply);
  }

  private static Answer.Result result(Gate gate) throws InterruptedException {
    gate.next(Arrived.class);
    return gate.next(Answered.class).answer().results().getFirst();
  }

  private static byte[] bindBinary() {
    return Wire.client(
        new FrontendMessage.Bind(
            Bytes.utf8(""), Bytes.utf8("S_1"), List.of(), List.of(), List.of(1)));
  }

  private static byte[] bigintColumn() {
    return Wire.server(
        new BackendMessage.RowDescription(
            List.of(new BackendMessage.Column(Bytes.utf8("id"), 16_384, 1, BIGINT, 8, -1, 0))));
  }

  private static byte[] sevenInBinary() {
    return Wire.server(new BackendMessage.DataRow(List.of(Optional.of(Bytes.of(SEVEN)))));
  }
}
