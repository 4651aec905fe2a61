package dev.deadheat.postgres.proxy;

/// Decides when a step that an application sent may go to the server, and is told what came back.
///
/// All methods are called on the connection's own virtual thread and may block: a connection that
/// waits holds up nobody else. An exception thrown here closes that connection.
public interface Gatekeeper {
  /// A connection has been authenticated and is ready; its set-up is over.
  void opened(Session session);

  /// A step has arrived whole. Blocks until it may go.
  Passage arrived(Session session, Step step) throws InterruptedException;

  /// The server has answered a step; the application has not yet seen it and will not before this
  /// method returns. For a step sent with `Passage.STRETCH` the private transaction is still open:
  /// its COMMIT is sent when this method returns, and its answer comes to [#stretched].
  void answered(Session session, Step step, Answer answer) throws InterruptedException;

  /// The COMMIT of a stretched step has been answered; the application has not yet seen anything.
  void stretched(Session session, Step step, Answer commit) throws InterruptedException;

  /// A connection has ended, from either side.
  void closed(Session session);

  /// How a step goes on.
  enum Passage {
    /// Send it as it is.
    FORWARD,
    /// Send BEGIN; the step; hold; COMMIT, so that a lone autocommit statement can overlap others
    /// and its locks can be looked at.
    STRETCH,
    /// Answer with an injected server error (57014 would be a cancel; this is XX000) without
    /// sending.
    FAIL,
    /// Close the connection without sending.
    CLOSE
  }
}
