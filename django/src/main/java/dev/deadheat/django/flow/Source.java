package dev.deadheat.django.flow;

/// Where a value comes from: an aspect of a read.
///
/// @param column the column, if the aspect is [Aspect#COLUMN]
public record Source(Read read, Aspect aspect, String column) {
  /// What of the read a value depends on.
  public enum Aspect {
    /// The value of one column.
    COLUMN,
    /// Whether there was a row.
    EXISTENCE,
    /// A count, sum or other aggregate.
    AGGREGATE,
    /// The data as a whole, in a way that was not followed further.
    WHOLE,
    /// Whether `get_or_create` made the row.
    MADE
  }

  /// An aspect that is not of one column.
  public static Source of(Read read, Aspect aspect) {
    return new Source(read, aspect, "");
  }
}
