package dev.deadheat.prove.replay;

import dev.deadheat.prove.verdict.OutcomeView;
import dev.deadheat.prove.verdict.Verdict;
import java.util.Optional;

/// What the recorded run showed.
///
/// @param anomaly its name, where it has one
/// @param sentence what was lost and why
/// @param outcome how it ended
public record Expected(
    Verdict.Status status,
    Optional<String> anomaly,
    Verdict.Severity severity,
    String sentence,
    Optional<OutcomeView> outcome) {
  /// What a verdict says.
  public static Expected of(Verdict verdict) {
    return new Expected(
        verdict.status(),
        verdict.anomaly(),
        verdict.severity(),
        verdict.sentence(),
        verdict.outcome());
  }
}
