package dev.deadheat.report.ci;

import dev.deadheat.report.findings.Checked;
import dev.deadheat.report.findings.FindingWords;
import dev.deadheat.rules.RuleId;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How many findings each rule has, the commonest first.
public final class Statistics {
  private Statistics() {}

  /// A line for each rule that found something, then what was looked at.
  public static String print(Checked checked) {
    Map<RuleId, Long> counts =
        checked.findings().stream()
            .collect(Collectors.groupingBy(finding -> finding.rule(), Collectors.counting()));
    Function<Map.Entry<RuleId, Long>, String> code = entry -> entry.getKey().code();
    return counts.entrySet().stream()
            .sorted(
                Map.Entry.<RuleId, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(code))
            .map(entry ->
                "%6d  %s  %s\n"
                    .formatted(entry.getValue(), entry.getKey().code(), entry.getKey().name()))
            .collect(Collectors.joining())
        + FindingWords.looked(checked)
        + "\n";
  }
}
