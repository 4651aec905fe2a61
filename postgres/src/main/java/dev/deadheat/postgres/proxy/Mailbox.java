package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What the two sides of a connection have sent and the connection's own thread has not yet taken.
///
/// Two readers fill it, one thread empties it. A side that is far ahead is made to wait, so that
/// the sockets' flow control reaches the sender.
final class Mailbox {
  private static final int MOST_BYTES = 1 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition taken = lock.newCondition();
  private final Queue client = new Queue();
  private final Queue server = new Queue();
  private Optional<Thread> interruptible = Optional.empty();
  private final ArrayDeque<Errand> errands = new ArrayDeque<>();
  private boolean errandsToo;
  private boolean serverUnlimited;
  private boolean closed;

  /// Who has sent something.
  enum Side {
    CLIENT,
    SERVER
  }

  /// How a side's stream ended.
  enum End {
    /// After its last message: what it sent before is still to be done.
    ORDERLY,
    /// Without a farewell: nobody waits for what is still to be done.
    ABRUPT
  }

  /// What the thread gets.
  sealed interface Delivery {
    /// More of a side's stream.
    record Chunk(Side side, Bytes bytes) implements Delivery {}

    /// Something of ours to be done, while the client asks for nothing.
    record Asked(Errand errand) implements Delivery {}

    /// A side's stream has ended and all of it has been taken, or it ended abruptly.
    record Ended(Side side) implements Delivery {}
  }

  /// Adds what a side sent; waits while too much of that side's lies here.
  void put(Side side, Bytes bytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var queue = queue(side);
      while (queue.bytes > MOST_BYTES && !(side == Side.SERVER && serverUnlimited) && !closed) {
        taken.await();
      }
      if (closed) {
        throw new InterruptedException("nobody takes this any more");
      }
      queue.chunks.add(bytes);
      queue.bytes += bytes.length();
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Notes that a side's stream has ended; wakes the thread wherever it waits for something else.
  void end(Side side, End how) {
    lock.lock();
    try {
      var queue = queue(side);
      if (queue.end.isEmpty()) {
        queue.end = Optional.of(how);
      }
      arrived.signal();
      if (how == End.ABRUPT) {
        interruptible.ifPresent(Thread::interrupt);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Asks for something to be done as soon as the client asks for nothing.
  void ask(Errand errand) {
    lock.lock();
    try {
      if (closed) {
        errand.done().complete(false);
      } else {
        errands.add(errand);
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether errands are wanted now.
  void errandsToo(boolean wanted) {
    lock.lock();
    try {
      errandsToo = wanted;
    } finally {
      lock.unlock();
    }
  }

  /// Nobody will take anything any more: lets those go who wait to put something in.
  void close() {
    lock.lock();
    try {
      closed = true;
      taken.signalAll();
      errands.forEach(errand -> errand.done().complete(false));
      errands.clear();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for something from the server, or from the client too if it is wanted. The server's
  /// comes first. A client that ended abruptly is told at once, whether or not it is wanted.
  Delivery take(boolean clientToo) throws InterruptedException {
    while (true) {
      var delivery = take(clientToo, Long.MAX_VALUE);
      if (delivery.isPresent()) {
        return delivery.get();
      }
    }
  }

  /// The same, but gives up after so long.
  Optional<Delivery> take(boolean clientToo, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var left = nanos;
      while (true) {
        if (!server.chunks.isEmpty()) {
          return Optional.of(taken(Side.SERVER, server));
        }
        if (server.end.isPresent()) {
          return Optional.of(new Delivery.Ended(Side.SERVER));
        }
        if (client.endedAbruptly()) {
          return Optional.of(new Delivery.Ended(Side.CLIENT));
        }
        if (clientToo && !client.chunks.isEmpty()) {
          return Optional.of(taken(Side.CLIENT, client));
        }
        if (clientToo && client.end.isPresent()) {
          return Optional.of(new Delivery.Ended(Side.CLIENT));
        }
        if (errandsToo && !errands.isEmpty()) {
          return Optional.of(new Delivery.Asked(errands.remove()));
        }
        if (left <= 0) {
          return Optional.empty();
        }
        left = arrived.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// What the server has sent, without waiting.
  Optional<Bytes> pollServer() {
    lock.lock();
    try {
      return server.chunks.isEmpty()
          ? Optional.empty()
          : Optional.of(taken(Side.SERVER, server).bytes());
    } finally {
      lock.unlock();
    }
  }

  /// While the thread writes to the server nobody takes what the server sends; if it had to stop
  /// sending, it would stop reading too, and both would wait for ever.
  void serverUnlimited(boolean unlimited) {
    lock.lock();
    try {
      serverUnlimited = unlimited;
      taken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Something that waits for what is not sent through here.
  interface Waiting<T> {
    T run() throws InterruptedException;
  }

  /// Does something during which an abrupt end interrupts the calling thread; if there was one
  /// already, at once. Afterwards it only comes through [#take] again.
  <T> T interruptibly(Waiting<T> waiting) throws InterruptedException {
    interruptMe();
    try {
      return waiting.run();
    } finally {
      interruptMeNot();
    }
  }

  private void interruptMe() {
    lock.lock();
    try {
      interruptible = Optional.of(Thread.currentThread());
      if (client.endedAbruptly() || server.endedAbruptly()) {
        Thread.currentThread().interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void interruptMeNot() {
    lock.lock();
    try {
      interruptible = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Delivery.Chunk taken(Side side, Queue queue) {
    var chunk = queue.chunks.remove();
    queue.bytes -= chunk.length();
    taken.signalAll();
    return new Delivery.Chunk(side, chunk);
  }

  private Queue queue(Side side) {
    return switch (side) {
      case CLIENT -> client;
      case SERVER -> server;
    };
  }

  private static final class Queue {
    private final ArrayDeque<Bytes> chunks = new ArrayDeque<>();
    private int bytes;
    private Optional<End> end = Optional.empty();

    private boolean endedAbruptly() {
      return end.isPresent() && end.get() == End.ABRUPT;
    }
  }
}
