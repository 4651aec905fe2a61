package dev.deadheat.django.flow;

/// How much a run may still do, so that no file takes for ever: a deadline in steps, which come out
/// the same on every machine.
///
/// Shared by a run and those that it makes for itself alone; a summary that others use too has its
/// own. Used by one thread.
final class Effort {
  /// Real functions take a few thousand steps at most.
  private static final int STEPS = 100_000;

  /// Lambdas that call lambdas.
  private static final int DEPTH = 8;

  private int steps;
  private int depth;
  private boolean isCut;

  /// Whether one step more may be done.
  boolean step() {
    isCut |= ++steps > STEPS;
    return steps <= STEPS;
  }

  /// Whether one lambda more may be followed; each that was is to be left.
  boolean enter() {
    if (depth >= DEPTH || !step()) {
      return false;
    }
    depth++;
    return true;
  }

  void leave() {
    depth--;
  }

  /// Whether something was not done.
  boolean isCut() {
    return isCut;
  }

  /// Says that something was not done.
  void cut() {
    isCut = true;
  }
}
