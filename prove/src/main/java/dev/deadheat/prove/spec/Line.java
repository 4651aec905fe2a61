package dev.deadheat.prove.spec;

import dev.deadheat.postgres.client.Client;
import dev.deadheat.postgres.client.ClientException;
import dev.deadheat.postgres.client.Message;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A session's connection: a thread of its own reads what the server says, so that nobody has to
/// wait for it.
///
/// Used by one thread. Messages are taken in the order in which they came.
final class Line implements AutoCloseable {
  private final String name;
  private final Client client;
  private final BlockingQueue<Message> arrived = new LinkedBlockingQueue<>();
  private Optional<Message> first = Optional.empty();

  /// @param name the session's
  Line(String name, Client client) {
    this.name = name;
    this.client = client;
    Thread.ofPlatform().daemon().name("session " + name).start(this::read);
  }

  private void read() {
    Message message;
    do {
      message = client.receive();
      arrived.add(message);
    } while (!(message instanceof Message.Gone));
  }

  String name() {
    return name;
  }

  int backendPid() {
    return client.backendPid();
  }

  void send(String sql) throws SpecException {
    try {
      client.send(sql);
    } catch (ClientException gone) {
      throw gone(gone);
    }
  }

  void cancel() throws SpecException {
    try {
      client.cancel();
    } catch (ClientException gone) {
      throw gone(gone);
    }
  }

  private SpecException gone(ClientException cause) {
    return new SpecException("session %s: %s".formatted(name, cause.getMessage()), cause);
  }

  /// The next message, if one comes within this time.
  Optional<Message> take(long millis) throws InterruptedException {
    Optional<Message> next = first(millis);
    first = Optional.empty();
    return next;
  }

  /// The next message, if one comes within this time, left where it is.
  Optional<Message> first(long millis) throws InterruptedException {
    if (first.isEmpty()) {
      first = Optional.ofNullable(arrived.poll(millis, TimeUnit.MILLISECONDS));
    }
    return first;
  }

  @Override
  public void close() {
    client.close();
  }
}
