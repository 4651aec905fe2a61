package dev.deadheat.postgres.proxy;

import java.util.List;

/// Decides when a step that an application sent may go to the server, and is told what came back.
///
/// All methods are called on the connection's own thread and may block: a connection that waits
/// holds up nobody else. It is interrupted if the application or the server goes away meanwhile. An
/// exception thrown here closes that connection.
public interface Gatekeeper {
  /// A connection has been authenticated and is ready; its set-up is over. The application does not
  /// know yet.
  void opened(Session session);

  /// A step has arrived whole. Blocks until it may go.
  Passage arrived(Session session, Step step) throws InterruptedException;

  /// Statements to run on the connection right before a step that may go: settings that only this
  /// step is to have. Not asked in the middle of a pipeline, which they would end. Asked once more
  /// before the COMMIT of a stretched step.
  List<String> before(Session session, Step step);

  /// The server has answered a step; the application has not yet seen it and will not before this
  /// method returns (unless the answer says `streamed`, or the step copied data in). For a step
  /// sent with `Passage.STRETCH` the private transaction is still open: its COMMIT (its ROLLBACK,
  /// if the step failed) is sent when this method returns, and its answer comes to [#stretched]; an
  /// answer that says `stretchRefused` is the answer of the step sent as it was.
  ///
  /// Not called if the connection ends before the answer is whole; then only [#closed] is.
  void answered(Session session, Step step, Answer answer) throws InterruptedException;

  /// The COMMIT (or ROLLBACK) of a stretched step has been answered; the application has not yet
  /// seen anything of the step. `commit` holds the error if the COMMIT failed, and the private
  /// notices that came with it.
  void stretched(Session session, Step step, Answer commit) throws InterruptedException;

  /// A connection that was opened has ended, from either side. Called once for each.
  void closed(Session session);

  /// How a step goes on.
  enum Passage {
    /// Send it as it is.
    FORWARD,
    /// Send BEGIN; the step; hold; COMMIT, so that a lone autocommit statement can overlap others
    /// and its locks can be looked at.
    STRETCH,
    /// Answer with an injected server error (57014 would be a cancel; this is XX000) without
    /// sending. The server is made to fail too, by a statement that it cannot parse, so that a
    /// transaction that is open is really in its failed state; `answered` follows as always.
    FAIL,
    /// Like FAIL, with an error that the server might give: a statement's timeout (57014); for a
    /// COMMIT a serialization failure (40001), after which the transaction is rolled back and over.
    REFUSE,
    /// Close the connection without sending.
    CLOSE,
    /// Send it as it is, and close the connection when it has been answered: `answered` follows,
    /// and the application never learns what came of the step.
    LOSE
  }
}
