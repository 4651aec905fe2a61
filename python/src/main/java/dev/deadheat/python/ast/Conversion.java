package dev.deadheat.python.ast;

/// What a replacement field does to its value before formatting: `!s`, `!r`, `!a` or nothing.
public enum Conversion {
  NONE,
  STR,
  REPR,
  ASCII
}
