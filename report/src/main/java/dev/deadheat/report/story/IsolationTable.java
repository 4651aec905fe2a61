package dev.deadheat.report.story;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Headline.Tone;
import dev.deadheat.report.text.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What came out of each scenario at each isolation level: what a weaker level lets happen and what
/// a stronger one costs.
///
/// @param levels the columns, weakest first as they were tried: `read committed`
/// @param rows one per scenario, in the order of the verdicts
public record IsolationTable(List<String> levels, List<Row> rows) {
  public IsolationTable {
    levels = List.copyOf(levels);
    rows = List.copyOf(rows);
  }

  /// A scenario.
  ///
  /// @param cells one per level
  public record Row(String scenario, List<Cell> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /// What came out: `clean`, `lost update`, `deadlock`, `40001`.
  ///
  /// @param tone how it is to be taken; empty where the scenario was not run at that level
  public record Cell(String word, Optional<Tone> tone) {}

  /// The table; empty if no scenario was tried at two levels.
  public static Optional<IsolationTable> of(List<Verdict> verdicts) {
    Map<String, Map<String, Verdict>> found = new LinkedHashMap<>();
    for (var verdict : verdicts) {
      found
          .computeIfAbsent(verdict.scenario(), _ -> new LinkedHashMap<>())
          .put(verdict.isolation(), verdict);
    }
    if (found.values().stream().allMatch(levels -> levels.size() < 2)) {
      return Optional.empty();
    }
    var levels = verdicts.stream().map(Verdict::isolation).distinct().toList();
    var rows =
        found.entrySet().stream()
            .map(row ->
                new Row(
                    Printable.flat(row.getKey()),
                    levels.stream()
                        .map(level -> cell(Optional.ofNullable(row.getValue().get(level))))
                        .toList()))
            .toList();
    return Optional.of(new IsolationTable(levels, rows));
  }

  private static Cell cell(Optional<Verdict> verdict) {
    return new Cell(
        verdict.map(IsolationTable::word).orElse(""),
        verdict.map(Headline::of).map(Headline::tone));
  }

  /// An error is told by the code that the server gave: 40001 is a transaction to be tried again.
  private static String word(Verdict verdict) {
    return switch (verdict.status()) {
      case ERROR -> sqlState(verdict).orElse("error");
      case ANOMALY, DEADLOCK, LATENT, FAULT, NEVER_MET, CLEAN, INCONCLUSIVE ->
          Headline.of(verdict).name();
    };
  }

  private static Optional<String> sqlState(Verdict verdict) {
    return verdict.timeline().stream()
        .flatMap(timeline -> timeline.steps().stream())
        .flatMap(step -> step.error().stream())
        .map(error -> Printable.flat(error).split(" ", 2)[0])
        .findFirst();
  }
}
