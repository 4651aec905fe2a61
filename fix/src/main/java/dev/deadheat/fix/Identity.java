package dev.deadheat.fix;

import dev.deadheat.rules.Finding;
import java.util.List;

/// What makes a finding the same one after its file was edited: everything but the lines.
public record Identity(
    String code, String path, String function, String model, List<String> fields, String readPath) {

  /// The identity of a finding. Two findings may share one, as two branches of a function do.
  public static Identity of(Finding finding) {
    return new Identity(
        finding.rule().code(),
        finding.path(),
        finding.function(),
        finding.model(),
        finding.fields(),
        finding.read().map(Finding.Spot::path).orElse(""));
  }
}
