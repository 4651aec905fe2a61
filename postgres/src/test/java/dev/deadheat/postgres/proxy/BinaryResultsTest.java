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
  private static final byte[] SEVEN = {0, 0, 0, 0, 0, 0, 0, 7};

  /// What pgjdbc sends when it executes a statement for the fifth time: until then it had asked for
  /// text.
  @Test
  void aStatementIsDescribedInThePipelineThatBindsIt() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      var describe =
          Wire.client(
              new FrontendMessage.Describe(FrontendMessage.Target.STATEMENT, Bytes.utf8("S_1")));
      var batch =
          Wire.join(
              Wire.parse("S_1", "SELECT id"),
              describe,
              bindBinary(),
              Wire.execute(""),
              Wire.sync());
      ends.client().send(batch);
      ends.server().expect(batch);
      var reply =
          Wire.join(
              Wire.server(new BackendMessage.ParseComplete()),
              Wire.server(new BackendMessage.ParameterDescription(List.of())),
              bigintColumn(),
              Wire.server(new BackendMessage.BindComplete()),
              sevenInBinary(),
              Wire.complete("SELECT 1"),
              Wire.ready(IDLE));
      ends.server().send(reply);
      ends.client().expect(reply);
      assertThat(gate.next(Arrived.class).step().statements()).hasSize(1);
      var result = gate.next(Answered.class).answer().results().getFirst();
      assertThat(result.columns()).extracting(Answer.Column::name).containsExactly("id");
      assertThat(result.rows()).containsExactly(List.of(Optional.of("7")));

      var again = Wire.join(bindBinary(), Wire.execute(""), Wire.sync());
      ends.client().send(again);
      ends.server()
          .expect(again)
          .send(
              Wire.server(new BackendMessage.BindComplete()),
              sevenInBinary(),
              Wire.complete("SELECT 1"),
              Wire.ready(IDLE));
      gate.next(Arrived.class);
      assertThat(gate.next(Answered.class).answer().results().getFirst().rows())
          .containsExactly(List.of(Optional.of("7")));
    }
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
