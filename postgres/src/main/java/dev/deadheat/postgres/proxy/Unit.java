package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;
import java.util.List;

/// What a client sent as one unit, ready to be sent on.
///
/// @param bytes the messages, our tags stripped
/// @param expected what the server will answer
/// @param ending the message that made it whole
/// @param statements what it executes
/// @param prepared texts that it prepares or binds without executing them
/// @param mayBeStretched whether its statements mean the same in a transaction of ours
/// @param endsTransaction whether the last statement executed is a COMMIT or a ROLLBACK of all
/// @param copyEnds whether it brings the end of COPY data along
record Unit(
    Bytes bytes,
    List<Expected> expected,
    Ending ending,
    List<Step.Statement> statements,
    List<String> prepared,
    boolean mayBeStretched,
    boolean endsTransaction,
    boolean copyEnds) {

  /// The last message of a unit.
  enum Ending {
    /// Query or FunctionCall: ReadyForQuery will come.
    SIMPLE,
    /// Sync: ReadyForQuery will come.
    SYNC,
    /// Flush, or a message not known: ReadyForQuery will not come.
    FLUSH,
    /// Terminate: nothing will come.
    TERMINATE
  }

  /// Whether the server's answer ends with ReadyForQuery.
  boolean endsWithReady() {
    return ending == Ending.SIMPLE || ending == Ending.SYNC;
  }
}
