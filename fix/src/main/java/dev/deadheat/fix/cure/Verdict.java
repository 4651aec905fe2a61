package dev.deadheat.fix.cure;

/// Something made, or the reason why it cannot be.
sealed interface Verdict<T> {

  /// It was made.
  record Yes<T>(T value) implements Verdict<T> {}

  /// It cannot be made.
  ///
  /// @param reason a sentence without its full stop
  record No<T>(String reason) implements Verdict<T> {}
}
