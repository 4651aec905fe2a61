package dev.deadheat.django.flow;

/// A test that decided whether code runs.
///
/// @param source what was tested
/// @param polarity how it came out where the code runs
public record Guard(Source source, Polarity polarity) {
  /// How a test came out.
  public enum Polarity {
    /// Something was found.
    PRESENT,
    /// Nothing was found.
    ABSENT,
    /// Compared in another way.
    EITHER;

    Polarity negated() {
      return switch (this) {
        case PRESENT -> ABSENT;
        case ABSENT -> PRESENT;
        case EITHER -> EITHER;
      };
    }
  }

  /// That there was none is said of the look for one.
  public Guard {
    if (source.aspect() == Source.Aspect.ABSENCE) {
      source = source.negated();
      polarity = polarity.negated();
    }
  }

  /// What the truth of a value rests on that holds where the test comes out like this.
  Source told() {
    return polarity == Polarity.ABSENT ? source.negated() : source;
  }

  Guard negated() {
    return new Guard(source, polarity.negated());
  }
}
