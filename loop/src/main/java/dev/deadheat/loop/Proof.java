package dev.deadheat.loop;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What playing a project's scenarios says about one finding of its code.
///
/// @param status what was seen
/// @param scenario the scenario that says it; empty if none reaches the finding
/// @param replay the replay file, where it was reproduced, relative to the project, with `/`
/// @param classes how many classes of orders were explored
/// @param bound what the search covered
public record Proof(
    Status status, Optional<String> scenario, Optional<String> replay, long classes, String bound) {

  /// What was seen, the surest first.
  public enum Status {
    /// A schedule through the finding breaks, and can be played again.
    REPRODUCED,
    /// Requests go through it, and no order of theirs breaks.
    NOT_REPRODUCED,
    /// Requests go through it, and nothing can be claimed.
    INCONCLUSIVE,
    /// No request of any scenario goes through it.
    NO_REQUEST;

    /// The word in JSON: `not_reproduced`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Proof NONE =
      new Proof(Status.NO_REQUEST, Optional.empty(), Optional.empty(), 0, "");

  /// A proof for each finding, by its fingerprint: of the scenarios that go through it, the surest.
  static Map<String, Proof> of(List<Finding> findings, List<Verdict> verdicts) {
    Map<String, Proof> out = new LinkedHashMap<>();
    findings.forEach(finding -> out.put(finding.fingerprint(), NONE));
    for (Verdict verdict : verdicts) {
      Proof proof = of(verdict);
      for (Finding finding : Touching.by(verdict, findings)) {
        out.merge(finding.fingerprint(), proof, Proof::surer);
      }
    }
    return out;
  }

  /// The races that were reproduced and that no finding explains.
  static List<Verdict> gaps(List<Finding> findings, List<Verdict> verdicts) {
    var out = new ArrayList<Verdict>();
    for (Verdict verdict : verdicts) {
      if (of(verdict).status() == Status.REPRODUCED && Touching.by(verdict, findings).isEmpty()) {
        out.add(verdict);
      }
    }
    return out;
  }

  private static Proof of(Verdict verdict) {
    Status status =
        switch (verdict.status()) {
          case ANOMALY, DEADLOCK, ERROR, FAULT -> Status.REPRODUCED;
          case CLEAN -> Status.NOT_REPRODUCED;
          case LATENT, NEVER_MET, INCONCLUSIVE -> Status.INCONCLUSIVE;
        };
    return new Proof(
        status,
        Optional.of(verdict.scenario()),
        verdict.replay(),
        verdict.explored().classes(),
        verdict.explored().bound());
  }

  private static Proof surer(Proof one, Proof other) {
    return other.status().compareTo(one.status()) < 0 ? other : one;
  }
}
