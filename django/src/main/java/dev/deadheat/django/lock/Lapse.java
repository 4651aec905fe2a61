package dev.deadheat.django.lock;

import dev.deadheat.django.code.Place;
import java.util.Optional;

/// Where a lock does not hold what it promises.
///
/// @param name what the code calls the lock
/// @param threads whether only threads of one process share it
/// @param taken where it is taken
/// @param at where it goes wrong
/// @param toil what may take longer than the lock lasts
/// @param stolen whether it is released afterwards without a look whose it is by then
public record Lapse(
    Kind kind,
    String name,
    boolean threads,
    Expiry expiry,
    Place taken,
    Place at,
    Optional<LockEvent.Toil> toil,
    boolean stolen) {
  /// What goes wrong.
  public enum Kind {
    /// An error leaves the function, and the lock behind.
    LEFT_BY_ERROR,
    /// A `return` leaves the function, and the lock behind.
    LEFT_BY_RETURN,
    /// Nobody releases it.
    LEFT,
    /// Whoever did not get it releases it.
    RELEASED_BY_LOSER,
    /// It ends by itself while what it protects goes on.
    OUTLIVED,
    /// It is released while the transaction is open in which rows were written under it.
    BEFORE_COMMIT,
    /// It is released after rows were written under it: wrong if a caller has a transaction open.
    RELEASED
  }
}
