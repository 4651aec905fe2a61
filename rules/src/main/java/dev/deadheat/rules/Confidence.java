package dev.deadheat.rules;

/// How sure it is that the race can happen. Low ones are shown only when asked for.
public enum Confidence {
  HIGH,
  MEDIUM,
  LOW
}
