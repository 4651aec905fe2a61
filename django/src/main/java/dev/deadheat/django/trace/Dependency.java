package dev.deadheat.django.trace;

/// A question about the project whose answer a piece of the analysis relies on.
///
/// @param name what is asked for; its meaning depends on the kind
public record Dependency(Kind kind, String name) {
  /// What is asked.
  public enum Kind {
    /// What a file says, by path.
    FILE,
    /// Which modules have this last name, and which of the folders above them are packages.
    MODULES,
    /// Which models have this class name.
    MODELS,
    /// Which model this variable's name means.
    VARIABLE,
    /// Which relations can be followed backwards by this attribute.
    ACCESSOR,
    /// Which model holds the people who log in.
    USER,
    /// Which methods a rare name means.
    METHOD,
    /// Which method leaves this attribute on every request.
    REQUEST,
    /// Which functions the project's own signal of this name calls.
    SIGNAL,
    /// Which classes stand below this one.
    BELOW
  }
}
