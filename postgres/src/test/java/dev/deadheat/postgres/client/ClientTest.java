package dev.deadheat.postgres.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.postgres.TestServer;
import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.wire.BackendMessage.TransactionStatus;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A session of our own says what the server says, in its order.
final class ClientTest {
  private static Client connect() throws ClientException {
    Server server = TestServer.server();
    return connect(server.control());
  }

  private static Client connect(Credentials role) throws ClientException {
    Server server = TestServer.server();
    return Client.connect(
        new InetSocketAddress(server.host(), server.port()),
        role,
        "postgres",
        Map.of("application_name", "client test"));
  }

  @Test
  void resultsNoticesAndErrorsComeInOrder() throws Exception {
    try (Client client = connect()) {
      List<Message> answers =
          client.ask(
              """
              SELECT 1 AS one, NULL AS none;
              DO $$ BEGIN RAISE NOTICE 'look' USING HINT = 'here'; END $$;
              SELECT 1/0;
              SELECT 'never'\
              """);
      assertThat(answers)
          .containsExactly(
              new Message.Rows(
                  List.of("one", "none"),
                  List.of(List.of(Optional.of("1"), Optional.empty())),
                  "SELECT 1"),
              new Message.Notice(
                  new Message.Report(
                      "NOTICE", "00000", "look", Optional.empty(), Optional.of("here"))),
              new Message.Done("DO"),
              new Message.Failed(
                  new Message.Report(
                      "ERROR", "22012", "division by zero", Optional.empty(), Optional.empty())),
              new Message.Ready(TransactionStatus.IDLE));
    }
  }

  @Test
  void startSettingsHoldAndTheSessionKnowsItsServerProcess() throws Exception {
    try (Client client = connect()) {
      assertThat(client.ask("SELECT current_setting('application_name'), pg_backend_pid()"))
          .first()
          .isEqualTo(
              new Message.Rows(
                  List.of("current_setting", "pg_backend_pid"),
                  List.of(
                      List.of(
                          Optional.of("client test"),
                          Optional.of(String.valueOf(client.backendPid())))),
                  "SELECT 1"));
    }
  }

  @Test
  void notificationsNameTheirSender() throws Exception {
    try (Client client = connect()) {
      assertThat(client.ask("LISTEN news; NOTIFY news, 'hello'"))
          .contains(new Message.Notification(client.backendPid(), "news", "hello"));
    }
  }

  @Test
  void aCancelReachesARunningStatement() throws Exception {
    try (Client client = connect()) {
      client.send("DO $$ BEGIN RAISE NOTICE 'began'; PERFORM pg_sleep(60); END $$");
      assertThat(client.receive()).isInstanceOf(Message.Notice.class);
      client.cancel();
      assertThat(client.receive())
          .isInstanceOfSatisfying(
              Message.Failed.class,
              failed -> assertThat(failed.report().sqlState()).isEqualTo("57014"));
      assertThat(client.receive()).isEqualTo(new Message.Ready(TransactionStatus.IDLE));
    }
  }

  @Test
  void aKilledSessionIsGone() throws Exception {
    try (Client victim = connect();
        Client other = connect()) {
      other.ask("SELECT pg_terminate_backend(%d)".formatted(victim.backendPid()));
      assertThat(victim.receive())
          .isInstanceOfSatisfying(
              Message.Failed.class,
              failed -> assertThat(failed.report().severity()).isEqualTo("FATAL"));
      assertThat(victim.receive()).isInstanceOf(Message.Gone.class);
    }
  }

  @Test
  void copyingInIsRefusedAndTheSessionGoesOn() throws Exception {
    try (Client client = connect()) {
      client.ask("CREATE TEMP TABLE t (a int)");
      assertThat(client.ask("COPY t FROM STDIN"))
          .hasSize(2)
          .first()
          .isInstanceOfSatisfying(
              Message.Failed.class,
              failed -> assertThat(failed.report().message()).contains("no rows to copy in"));
      assertThat(client.ask("SELECT 1")).hasSize(2);
    }
  }

  @Test
  void aWrongPasswordIsToldInTheServersWords() {
    Credentials wrong = new Credentials(TestServer.server().control().user(), "wrong");
    assertThatThrownBy(() -> connect(wrong))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("password authentication failed");
  }
}
