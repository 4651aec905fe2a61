package dev.deadheat.django.lock;

import dev.deadheat.django.code.Place;

/// How a piece of code ends on one path.
sealed interface End {
  /// What is known there.
  Track track();

  /// The same end, with more known.
  End with(Track track);

  /// The next statement follows.
  record Next(Track track) implements End {
    @Override
    public End with(Track other) {
      return new Next(other);
    }
  }

  /// `return`.
  record Return(Track track, Place at) implements End {
    @Override
    public End with(Track other) {
      return new Return(other, at);
    }
  }

  /// An exception; its name is empty where any may be.
  record Raise(Track track, String name, Place at) implements End {
    @Override
    public End with(Track other) {
      return new Raise(other, name, at);
    }
  }

  /// `break` or `continue`.
  record Jump(Track track, boolean leaves) implements End {
    @Override
    public End with(Track other) {
      return new Jump(other, leaves);
    }
  }
}
