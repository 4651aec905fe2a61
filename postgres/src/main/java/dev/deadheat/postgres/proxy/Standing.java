package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Step.TransactionState;

/// Where a connection stands between two units.
///
/// - `state`: what the last ReadyForQuery said;
/// - `implicit`: a Flush-ended unit has run statements whose transaction its Sync will end;
/// - `skipping`: a Flush-ended unit has failed, and the server skips everything up to Sync.
final class Standing {
  private TransactionState state = TransactionState.IDLE;
  private boolean implicit;
  private boolean skipping;

  boolean isIdle() {
    return state == TransactionState.IDLE && !implicit && !skipping;
  }

  /// Whether the server runs nothing of a unit, and answers nothing to it.
  boolean skips(Unit unit) {
    return skipping && unit.ending() != Unit.Ending.SYNC;
  }

  /// Whether the gatekeeper is asked about a unit.
  boolean isGated(Unit unit) {
    if (skipping) {
      return false;
    }
    var inTransaction = state == TransactionState.IN_TRANSACTION || implicit;
    var endsImplicit =
        implicit && state == TransactionState.IDLE && unit.ending() == Unit.Ending.SYNC;
    return !unit.statements().isEmpty()
        || endsImplicit
        || (inTransaction && !unit.prepared().isEmpty());
  }

  /// In which state the next step meets the session.
  TransactionState ofStep() {
    return implicit && state == TransactionState.IDLE ? TransactionState.IN_TRANSACTION : state;
  }

  /// Whether a unit is a lone one that a transaction of ours may be put around.
  boolean mayStretch(Unit unit) {
    return state == TransactionState.IDLE
        && !implicit
        && unit.mayBeStretched()
        && !unit.statements().isEmpty();
  }

  /// Whether statements of ours can be run now.
  boolean takesOurs() {
    return !implicit && state != TransactionState.FAILED;
  }

  /// Whether a COMMIT that is to be refused can be answered by a ROLLBACK of ours.
  boolean canRollBack(Unit unit) {
    return unit.endsTransaction() && unit.endsWithReady() && state != TransactionState.IDLE;
  }

  /// The server has said that it is ready.
  void ready(TransactionState now) {
    state = now;
    implicit = false;
    skipping = false;
  }

  /// It has said so unasked.
  void readyUnasked(TransactionState now) {
    state = now;
  }

  /// A unit has been answered without the server saying that it is ready.
  void answered(Unit unit, boolean failed) {
    if (unit.endsTransaction() && !failed) {
      state = TransactionState.IDLE;
      implicit = false;
    } else {
      implicit |= !unit.statements().isEmpty();
    }
    skipping |= failed;
  }

  /// A unit that is not yet synced has been made to fail.
  void failed() {
    skipping = true;
    implicit = true;
  }
}
