package dev.deadheat.fix.cure;

import java.util.Locale;
import java.util.Optional;

/// Which cures come first where several would do.
public enum Preference {
  LOCK,
  CONDITIONAL,
  EXPRESSION;

  /// The preference of this name, in lower case.
  public static Optional<Preference> of(String word) {
    for (Preference each : values()) {
      if (each.word().equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether a cure is of the preferred sort.
  public boolean prefers(Kind kind) {
    return switch (this) {
      case LOCK -> kind == Kind.LOCK || kind == Kind.PARENT_LOCK || kind == Kind.ADVISORY_LOCK;
      case CONDITIONAL ->
          kind == Kind.CONDITIONAL
              || kind == Kind.GET_OR_CREATE
              || kind == Kind.CONSTRAINT
              || kind == Kind.RETRY;
      case EXPRESSION -> kind == Kind.EXPRESSION || kind == Kind.UPDATE_FIELDS;
    };
  }
}
