package dev.deadheat.loop;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.rules.Finding;
import java.util.List;
import java.util.Optional;

/// What the loop made of one scenario.
///
/// @param broken the verdict on the project as it is
/// @param findings those of the code's findings that its statements touch, the best fitting first;
///   empty names a gap in the rules
/// @param attempts every cure that was tried, in that order
/// @param recommended the one to take; empty if none holds
/// @param why why that one, or what there is to do without one; a sentence
public record Cured(
    Verdict broken,
    List<Finding> findings,
    List<Attempt> attempts,
    Optional<Attempt> recommended,
    String why) {
  public Cured {
    findings = List.copyOf(findings);
    attempts = List.copyOf(attempts);
  }

  /// Whether there is a race to cure.
  public static boolean isRace(Verdict verdict) {
    return switch (verdict.status()) {
      case ANOMALY, DEADLOCK, ERROR, LATENT, FAULT -> true;
      case NEVER_MET, CLEAN, INCONCLUSIVE -> false;
    };
  }
}
