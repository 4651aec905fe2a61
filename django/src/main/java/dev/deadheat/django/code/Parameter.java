package dev.deadheat.django.code;

import java.util.Optional;

/// A parameter of a function or lambda.
public record Parameter(
    String name, Kind kind, Optional<Expression> annotation, Optional<Expression> standard) {

  /// How an argument reaches it.
  public enum Kind {
    POSITIONAL,
    KEYWORD_ONLY,
    REST,
    KEYWORD_REST
  }
}
