package dev.deadheat.python.ast;

import java.math.BigInteger;

/// The value of a [Expression.Constant].
public sealed interface Literal {

  /// Text with its escapes resolved and its line breaks made `\n`.
  record Str(String value) implements Literal {}

  /// Bytes, each as the character of that code: 0 to 255.
  record Bytes(String latin1) implements Literal {}

  record Int(BigInteger value) implements Literal {}

  /// A `float`.
  record Real(double value) implements Literal {}

  /// `3j`.
  record Imaginary(double value) implements Literal {}

  record Bool(boolean value) implements Literal {}

  record None() implements Literal {}

  /// `...`.
  record Ellipsis() implements Literal {}
}
