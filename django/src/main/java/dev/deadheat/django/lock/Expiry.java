package dev.deadheat.django.lock;

/// When a lock ends by itself, though nobody releases it.
public sealed interface Expiry {
  /// It does not.
  record Never() implements Expiry {}

  /// It does, after a time that the code does not tell.
  record Sometime() implements Expiry {}

  /// It does, so many seconds after it was taken.
  record After(int seconds) implements Expiry {}
}
