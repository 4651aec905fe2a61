package dev.deadheat.django.lock;

import java.util.OptionalInt;

/// What one call, or one turn of the code, does to the locks that are held there.
public sealed interface LockEvent {
  /// Which part of a call names the lock.
  enum Named {
    /// Its first argument: `cache.add(key, 1)`.
    FIRST,
    /// What the method is called on: `lock.acquire()`.
    OWNER
  }

  /// A lock is taken.
  ///
  /// @param isObject whether a lock's own object takes it, not a key in a cache: that is what
  ///   nobody else is called
  /// @param tries whether the call's result tells if it was got; else it waits until it is
  /// @param threads whether only threads of one process share it
  /// @param waitsForCommit whether its release waits for the transaction's end
  /// @param inTransaction whether a transaction is open, as far as the function knows
  record Take(
      Named named,
      boolean isObject,
      boolean tries,
      boolean threads,
      Expiry expiry,
      boolean waitsForCommit,
      boolean inTransaction)
      implements LockEvent {}

  /// A lock is released.
  ///
  /// @param checked whether whoever releases it is asked if it is theirs
  record Drop(Named named, boolean checked, boolean inTransaction) implements LockEvent {}

  /// A row is written.
  record Change() implements LockEvent {}

  /// The lock is held on to: its time begins anew.
  record Renew() implements LockEvent {}

  /// Something that takes its time.
  ///
  /// @param what its name, for people
  /// @param seconds what it takes at most; empty if nothing bounds it
  /// @param repeated whether it is done for each of many
  record Toil(Kind kind, String what, OptionalInt seconds, boolean repeated) implements LockEvent {
    /// What takes the time.
    public enum Kind {
      /// Rows are written one by one.
      ROWS,
      /// Nothing is done for some time.
      SLEEP,
      /// A mail is sent.
      MAIL,
      /// Another program is run.
      PROGRAM,
      /// Another service is asked.
      REMOTE
    }

    /// The same, done by a call inside a loop.
    public Toil again(boolean inLoop) {
      return inLoop && !repeated ? new Toil(kind, what, seconds, true) : this;
    }
  }
}
