package dev.deadheat.report.story;

import dev.deadheat.prove.verdict.OutcomeView;
import dev.deadheat.prove.verdict.OutcomeView.ResponseView;
import dev.deadheat.prove.verdict.OutcomeView.RowView;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.text.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// How the shown schedule ended, beside the ends that serial orders give: only what differs.
///
/// @param columns the shown schedule first, then serial outcomes, equal ones merged
/// @param lines what differs between some of the columns; empty if nothing does
/// @param leftOut serial outcomes for which there was no room
public record Comparison(List<String> columns, List<Line> lines, int leftOut) {
  private static final String ABSENT = "–";

  public Comparison {
    columns = List.copyOf(columns);
    lines = List.copyOf(lines);
  }

  /// One thing compared.
  ///
  /// @param label `myapp_mymodel#1 other`, `A's answer`
  /// @param texts one per column
  /// @param unlikeAll whether the shown schedule's differs from every serial one
  public record Line(String label, List<String> texts, boolean unlikeAll) {
    public Line {
      texts = List.copyOf(texts);
    }
  }

  /// Whether there is anything to show.
  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /// Compares a verdict's outcome with its serial ones.
  ///
  /// @param mostSerial how many serial outcomes to show at most; the most similar ones are kept
  public static Comparison of(Verdict verdict, int mostSerial) {
    if (verdict.outcome().isEmpty() || verdict.serialOutcomes().isEmpty()) {
      return new Comparison(List.of(), List.of(), 0);
    }
    var actual = facts(verdict.outcome().get());
    var merged = new ArrayList<Ending>();
    for (var serial : ofAllLanes(verdict)) {
      var facts = facts(serial);
      var same = merged.stream().filter(e -> e.facts().equals(facts)).findFirst();
      var label = Printable.flat(serial.label());
      if (same.isPresent()) {
        merged.set(
            merged.indexOf(same.get()), new Ending(same.get().label() + " = " + label, facts));
      } else {
        merged.add(new Ending(label, facts));
      }
    }
    var shown = new ArrayList<>(merged);
    if (shown.size() > mostSerial) {
      shown.sort(Comparator.comparingLong(e -> distance(actual, e.facts())));
      shown.subList(Math.max(mostSerial, 1), shown.size()).clear();
    }
    return table(actual, shown, merged.size() - shown.size());
  }

  private static Comparison table(
      SequencedMap<String, String> actual, List<Ending> serial, int leftOut) {
    var columns = new ArrayList<String>();
    columns.add("this order");
    serial.forEach(e -> columns.add(e.label()));
    var labels = new LinkedHashMap<>(actual);
    serial.forEach(e -> e.facts().forEach(labels::putIfAbsent));
    var lines = new ArrayList<Line>();
    for (var label : labels.keySet()) {
      var mine = actual.getOrDefault(label, ABSENT);
      var texts = new ArrayList<String>();
      texts.add(mine);
      serial.forEach(e -> texts.add(e.facts().getOrDefault(label, ABSENT)));
      var others = texts.subList(1, texts.size());
      if (others.stream().anyMatch(other -> !other.equals(mine))) {
        lines.add(new Line(label, texts, !others.contains(mine)));
      }
    }
    return new Comparison(columns, lines, leftOut);
  }

  private static List<OutcomeView> ofAllLanes(Verdict verdict) {
    var all =
        verdict.serialOutcomes().stream()
            .filter(o -> o.responses().size() == verdict.requests().size())
            .toList();
    return all.isEmpty() ? verdict.serialOutcomes() : all;
  }

  private static long distance(Map<String, String> actual, Map<String, String> other) {
    var same =
        actual.entrySet().stream()
            .filter(e -> Objects.equals(other.get(e.getKey()), e.getValue()))
            .count();
    return actual.size() + other.size() - 2 * same;
  }

  private static SequencedMap<String, String> facts(OutcomeView outcome) {
    var out = new LinkedHashMap<String, String>();
    for (RowView row : outcome.rows()) {
      var name = Printable.of(row.row());
      if (row.columns().isEmpty()) {
        out.put(name, "no row");
      }
      row.columns()
          .forEach(
              (column, value) -> out.put(name + " " + Printable.of(column), Answers.value(value)));
    }
    for (ResponseView response : outcome.responses()) {
      out.put(Printable.of(response.lane()) + "'s answer", Answers.of(response));
    }
    var n = 0;
    for (var effect : outcome.effects()) {
      n++;
      out.put("effect " + n, Printable.flat(effect));
    }
    return out;
  }

  private record Ending(String label, SequencedMap<String, String> facts) {}
}
