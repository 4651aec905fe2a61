package dev.deadheat.django.lock;

import dev.deadheat.django.code.Place;
import java.util.Optional;

/// What became of a lock on one path: it was got, or tried in vain.
///
/// @param got whether it is held
/// @param scoped whether leaving a block releases it
/// @param changed whether rows were written since
/// @param strain what may have taken longer than it lasts
/// @param looked whether the code has looked whose it is by now, or how much time is left
record Held(
    LockEvent.Take take,
    Place taken,
    boolean got,
    boolean scoped,
    boolean changed,
    Optional<Strain> strain,
    boolean looked) {

  /// Something slow, and where.
  record Strain(LockEvent.Toil toil, Place at) {}

  Held afterChange() {
    return got ? new Held(take, taken, true, scoped, true, strain, looked) : this;
  }

  Held afterToil(Strain more) {
    boolean first = got && strain.isEmpty();
    return first ? new Held(take, taken, true, scoped, changed, Optional.of(more), looked) : this;
  }

  Held afterLook() {
    return new Held(take, taken, got, scoped, changed, strain, true);
  }
}
