package dev.deadheat.loop;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.rules.Finding;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the verdicts of a run say of the findings of the code, and which races no finding explains.
///
/// @param proofs by a finding's fingerprint, in the order of the findings
/// @param gaps races that were reproduced and that no rule finds
public record Explained(Map<String, Proof> proofs, List<Verdict> gaps) {
  public Explained {
    proofs = Map.copyOf(proofs);
    gaps = List.copyOf(gaps);
  }

  /// Reads the project's code, without running it, and joins.
  ///
  /// @param root the project's folder, absolute
  /// @param paths its Python files, relative to the folder, with `/`
  /// @param verdicts on the project as it is, at the isolation level that it sets
  /// @throws java.io.UncheckedIOException if a file cannot be read
  public static Explained of(Path root, List<String> paths, List<Verdict> verdicts) {
    List<Finding> findings = new Project(root, paths, Map.of()).findings();
    return new Explained(Proof.of(findings, verdicts), Proof.gaps(findings, verdicts));
  }

  /// The same, with what was known before of findings that this run did not go through.
  public Explained keeping(Map<String, Proof> earlier) {
    var kept = new LinkedHashMap<String, Proof>();
    proofs.forEach((fingerprint, proof) ->
        kept.put(
            fingerprint,
            proof.status() == Proof.Status.NO_REQUEST
                ? earlier.getOrDefault(fingerprint, proof)
                : proof));
    return new Explained(kept, gaps);
  }
}
