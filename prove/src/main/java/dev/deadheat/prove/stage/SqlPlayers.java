package dev.deadheat.prove.stage;

import dev.deadheat.postgres.client.Client;
import dev.deadheat.postgres.client.ClientException;
import dev.deadheat.postgres.client.Message;
import dev.deadheat.postgres.proxy.Proxy;
import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.prove.run.Controller;
import dev.deadheat.prove.run.Deadlines;
import dev.deadheat.prove.run.Observer;
import dev.deadheat.prove.run.Reply;
import dev.deadheat.prove.worker.Effects;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.search.Lane;
import dev.deadheat.wire.BackendMessage.TransactionStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lanes that are plain SQL sessions, each with a program, behind a proxy of its own.
final class SqlPlayers implements Players {
  private static final int ANSWERED = 200;

  private final List<SqlProgram> programs;
  private final Credentials role;
  private final String database;
  private final Controller controller;
  private final List<Proxy> proxies = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();

  private SqlPlayers(
      List<SqlProgram> programs, Credentials role, String database, Observer observer) {
    this.programs = List.copyOf(programs);
    this.role = role;
    this.database = database;
    this.controller = new Controller(observer, this::send, Deadlines.usual());
  }

  static SqlPlayers open(
      List<SqlProgram> programs,
      InetSocketAddress server,
      Credentials role,
      String database,
      Proxy.Options options,
      Observer observer)
      throws IOException, WorkerException {
    SqlPlayers players = new SqlPlayers(programs, role, database, observer);
    boolean open = false;
    try {
      for (int i = 0; i < programs.size(); i++) {
        players.proxies.add(Proxy.open(server, players.controller.gate(new Lane(i)), options));
      }
      players.connect();
      open = true;
      return players;
    } finally {
      if (!open) {
        players.close();
      }
    }
  }

  private void connect() throws WorkerException {
    try {
      for (Proxy proxy : proxies) {
        InetSocketAddress address =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
        clients.add(Client.connect(address, role, database, Map.of()));
      }
    } catch (ClientException refused) {
      throw new WorkerException(
          "died", "an SQL session cannot be opened: " + refused.getMessage(), refused);
    }
  }

  @Override
  public List<Lane> all() {
    return IntStream.range(0, programs.size()).mapToObj(Lane::new).toList();
  }

  @Override
  public Controller controller() {
    return controller;
  }

  /// Settings, temporary tables, prepared statements and session locks are forgotten. Seed and
  /// clock have no meaning here.
  @Override
  public List<Effects> reset(List<Lane> lanes, long seed, Duration clockOffset)
      throws WorkerException {
    List<Effects> none = new ArrayList<>();
    for (Lane lane : lanes) {
      try {
        for (Message answer : clients.get(lane.index()).ask("DISCARD ALL")) {
          if (answer instanceof Message.Failed(var report)) {
            throw new WorkerException(
                "died", "lane %s cannot be reset: %s".formatted(lane, report.line()));
          }
        }
      } catch (ClientException gone) {
        throw new WorkerException("died", "lane " + lane + ": " + gone.getMessage(), gone);
      }
      none.add(Effects.NONE);
    }
    return none;
  }

  @Override
  public void reboot() throws WorkerException {
    end();
    connect();
  }

  /// Runs a lane's program. The answer's body is what each text returned, one after another.
  private Reply send(Lane lane) {
    Client client = clients.get(lane.index());
    StringBuilder body = new StringBuilder();
    TransactionStatus status = TransactionStatus.IDLE;
    try {
      for (String text : programs.get(lane.index()).texts()) {
        status = run(client, text, body);
      }
      if (status != TransactionStatus.IDLE) {
        run(client, "ROLLBACK", body);
      }
      return new Reply(ANSWERED, "text/plain", Optional.empty(), body.toString(), Optional.empty());
    } catch (ClientException gone) {
      return Reply.failed(String.valueOf(gone.getMessage()));
    }
  }

  private static TransactionStatus run(Client client, String text, StringBuilder body)
      throws ClientException {
    for (Message message : client.ask(text)) {
      switch (message) {
        case Message.Rows rows -> body.append(table(rows)).append('\n');
        case Message.Done(var tag) -> body.append(tag).append('\n');
        case Message.Failed(var report) ->
            body.append(report.line()).append(" (").append(report.sqlState()).append(")\n");
        case Message.Notice(var report) -> body.append(report.line()).append('\n');
        case Message.Notification(_, var channel, var payload) ->
            body.append("NOTIFY ").append(channel).append(' ').append(payload).append('\n');
        case Message.Ready(var status) -> {
          return status;
        }
        case Message.Gone(var why) -> throw new ClientException(why);
      }
    }
    throw new IllegalStateException("an answer without an end");
  }

  private static String table(Message.Rows rows) {
    return rows.rows().stream()
        .map(row -> row.stream().map(value -> value.orElse("NULL")).toList().toString())
        .collect(Collectors.joining(" ", rows.tag() + ": ", ""));
  }

  private void end() {
    clients.forEach(Client::close);
    clients.clear();
  }

  @Override
  public void close() {
    end();
    controller.close();
    for (Proxy proxy : proxies) {
      try {
        proxy.close();
      } catch (IOException stuck) {
        throw new IllegalStateException("a proxy of ours did not close", stuck);
      }
    }
  }
}
