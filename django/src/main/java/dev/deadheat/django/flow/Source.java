package dev.deadheat.django.flow;

/// Where a value comes from: an aspect of a read.
///
/// @param column the column whose value or sum it is; empty where that is not known or there is
///   none
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
    MADE,
    /// How many rows a conditional statement changed.
    CHANGED,
    /// Whether there was no row: the value holds where nothing was found.
    ABSENCE
  }

  /// The same look, told the other way round, if it is one.
  Source negated() {
    return switch (aspect) {
      case EXISTENCE -> of(read, Aspect.ABSENCE);
      case ABSENCE -> of(read, Aspect.EXISTENCE);
      case COLUMN, AGGREGATE, WHOLE, MADE, CHANGED -> this;
    };
  }

  /// An aspect that is not of one column.
  public static Source of(Read read, Aspect aspect) {
    return new Source(read, aspect, "");
  }
}
