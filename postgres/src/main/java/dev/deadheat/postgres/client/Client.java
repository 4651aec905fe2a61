package dev.deadheat.postgres.client;

import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.wire.BackendMessage;
import dev.deadheat.wire.BackendMessage.BackendKeyData;
import dev.deadheat.wire.BackendMessage.CommandComplete;
import dev.deadheat.wire.BackendMessage.CopyInResponse;
import dev.deadheat.wire.BackendMessage.DataRow;
import dev.deadheat.wire.BackendMessage.EmptyQueryResponse;
import dev.deadheat.wire.BackendMessage.ErrorResponse;
import dev.deadheat.wire.BackendMessage.NoticeResponse;
import dev.deadheat.wire.BackendMessage.NotificationResponse;
import dev.deadheat.wire.BackendMessage.Opaque;
import dev.deadheat.wire.BackendMessage.ReadyForQuery;
import dev.deadheat.wire.BackendMessage.RowDescription;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.FrontendMessage;
import dev.deadheat.wire.StartupPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One session with a PostgreSQL server, in the simple query protocol: a text is sent, and what
/// comes back is read message by message, notices at the moment they arrive.
///
/// One thread may send while another receives; not more than one of each.
public final class Client implements AutoCloseable {
  private final InetSocketAddress address;
  private final Channel channel;
  private int backendPid;
  private Bytes key = Bytes.EMPTY;

  /// The result that is being read.
  private Optional<List<String>> columns = Optional.empty();

  private final List<List<Optional<String>>> rows = new ArrayList<>();

  private Client(InetSocketAddress address, Channel channel) {
    this.address = address;
    this.channel = channel;
  }

  /// Opens a session and waits until it is ready.
  ///
  /// @param address of the server, or of a proxy before it
  /// @param settings server settings for this session, such as `application_name`
  /// @throws ClientException if the server is not there or refuses us, in its own words
  public static Client connect(
      InetSocketAddress address,
      Credentials credentials,
      String database,
      Map<String, String> settings)
      throws ClientException {
    boolean ready = false;
    Optional<Client> opened = Optional.empty();
    try {
      Client client = new Client(address, Channel.to(address));
      opened = Optional.of(client);
      client.begin(credentials, database, settings);
      ready = true;
      return client;
    } catch (IOException broken) {
      throw new ClientException(
          "cannot connect to %s: %s".formatted(address, broken.getMessage()), broken);
    } finally {
      if (!ready) {
        opened.ifPresent(Client::close);
      }
    }
  }

  private void begin(Credentials credentials, String database, Map<String, String> settings)
      throws IOException, ClientException {
    List<StartupPacket.Parameter> parameters = new ArrayList<>();
    parameters.add(parameter("user", credentials.user()));
    parameters.add(parameter("database", database));
    parameters.add(parameter("client_encoding", "UTF8"));
    settings.forEach((name, value) -> parameters.add(parameter(name, value)));
    channel.send(new StartupPacket.StartupMessage(3, 0, parameters));
    Authentication authentication = new Authentication(credentials);
    while (true) {
      switch (channel.receive()) {
        case Opaque(byte type, Bytes body) when type == 'R' -> {
          Optional<Bytes> answer = authentication.answer(body);
          if (answer.isPresent()) {
            channel.send(new FrontendMessage.Opaque((byte) 'p', answer.get()));
          }
        }
        case BackendKeyData(int processId, Bytes secret) -> {
          backendPid = processId;
          key = secret;
        }
        case ErrorResponse error ->
            throw new ClientException(
                "the server refused the connection: " + Reports.of(error.fields()).message());
        case ReadyForQuery _ -> {
          return;
        }
        case BackendMessage _ -> {}
      }
    }
  }

  private static StartupPacket.Parameter parameter(String name, String value) {
    return new StartupPacket.Parameter(Bytes.utf8(name), Bytes.utf8(value));
  }

  /// The server process that serves this session; 0 if the server did not say.
  public int backendPid() {
    return backendPid;
  }

  /// Sends a text of one or several statements. To be called when the session is ready.
  public void send(String sql) throws ClientException {
    try {
      channel.send(new FrontendMessage.Query(Bytes.utf8(sql)));
    } catch (IOException broken) {
      throw new ClientException("the connection is gone: " + broken.getMessage(), broken);
    }
  }

  /// The next message; blocks until there is one. After a [Message.Gone] it must not be called
  /// again.
  public Message receive() {
    try {
      while (true) {
        Optional<Message> message = understood(channel.receive());
        if (message.isPresent()) {
          return message.get();
        }
      }
    } catch (IOException broken) {
      return new Message.Gone(String.valueOf(broken.getMessage()));
    }
  }

  /// Sends a text and reads all its answers, up to and including [Message.Ready] or [Message.Gone].
  public List<Message> ask(String sql) throws ClientException {
    send(sql);
    List<Message> answers = new ArrayList<>();
    while (true) {
      Message message = receive();
      answers.add(message);
      if (message instanceof Message.Ready || message instanceof Message.Gone) {
        return answers;
      }
    }
  }

  private Optional<Message> understood(BackendMessage message) throws IOException {
    return switch (message) {
      case RowDescription(var described) -> {
        columns = Optional.of(described.stream().map(column -> column.name().utf8()).toList());
        rows.clear();
        yield Optional.empty();
      }
      case DataRow(var values) -> {
        rows.add(values.stream().map(value -> value.map(Bytes::utf8)).toList());
        yield Optional.empty();
      }
      case CommandComplete(var tag) -> Optional.of(completed(tag.utf8()));
      case EmptyQueryResponse() -> Optional.of(new Message.Done(""));
      case ErrorResponse error -> {
        columns = Optional.empty();
        yield Optional.of(new Message.Failed(Reports.of(error.fields())));
      }
      case NoticeResponse notice -> Optional.of(new Message.Notice(Reports.of(notice.fields())));
      case NotificationResponse(int processId, Bytes name, Bytes payload) ->
          Optional.of(new Message.Notification(processId, name.utf8(), payload.utf8()));
      case ReadyForQuery(var status) -> Optional.of(new Message.Ready(status));
      case CopyInResponse _ -> {
        channel.send(
            new FrontendMessage.CopyFail(Bytes.utf8("this session has no rows to copy in")));
        yield Optional.empty();
      }
      case BackendMessage _ -> Optional.empty();
    };
  }

  private Message completed(String tag) {
    Message message =
        columns.isPresent() ? new Message.Rows(columns.get(), rows, tag) : new Message.Done(tag);
    columns = Optional.empty();
    rows.clear();
    return message;
  }

  /// Asks the server to cancel what this session does now. The answer, if it comes to that, is an
  /// error of SQLSTATE 57014.
  public void cancel() throws ClientException {
    try (Channel other = Channel.to(address)) {
      other.send(new StartupPacket.CancelRequest(backendPid, key));
      other.awaitEnd();
    } catch (IOException broken) {
      throw new ClientException("cannot send the cancel request: " + broken.getMessage(), broken);
    }
  }

  /// Ends the session; a thread that receives gets a [Message.Gone].
  @Override
  public void close() {
    channel.close();
  }
}
