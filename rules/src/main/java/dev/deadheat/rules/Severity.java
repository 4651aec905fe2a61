package dev.deadheat.rules;

/// How bad it is if the race happens.
public enum Severity {
  /// Money, stock, rights or a state machine goes wrong.
  HIGH,
  /// Somebody's change is lost, or a row is there twice.
  MEDIUM,
  /// A request fails, or a value that hardly matters is off.
  LOW
}
