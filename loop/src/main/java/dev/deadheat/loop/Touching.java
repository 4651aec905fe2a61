package dev.deadheat.loop;

import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.RequestLine;
import dev.deadheat.rules.Finding;
import java.util.Comparator;
import java.util.List;

/// Joins findings with what ran: by the file and line that issued a statement, or handed a task
/// over.
final class Touching {
  /// A call that spans lines is told by its first line in one Python, by its last in another.
  private static final int LINES_OF_A_CALL = 4;

  private Touching() {}

  /// How well a finding fits a schedule.
  ///
  /// @param finding the finding
  /// @param score 0: not at all; more is better
  private record Scored(Finding finding, int score) {}

  /// The findings that a verdict's statements touch, the best fitting first.
  static List<Finding> by(Verdict verdict, List<Finding> findings) {
    List<Timeline.Step> steps =
        verdict.timeline().stream().flatMap(t -> t.steps().stream()).toList();
    return findings.stream()
        .map(finding ->
            new Scored(finding, score(finding, steps) + handedOver(finding, verdict.requests())))
        .filter(each -> each.score() > 0)
        .sorted(
            Comparator.comparingInt(Scored::score)
                .reversed()
                .thenComparing(each -> each.finding().severity())
                .thenComparing(each -> each.finding().confidence()))
        .map(Scored::finding)
        .toList();
  }

  private static int score(Finding finding, List<Timeline.Step> steps) {
    var write = finding.write().orElseGet(() -> new Finding.Spot(finding.path(), finding.line()));
    int length = Math.max(LINES_OF_A_CALL, finding.endLine() - finding.line());
    int score = 0;
    boolean writes = false;
    boolean reads = false;
    for (Timeline.Step step : steps) {
      if (issued(step, write, length)) {
        writes = true;
        score += step.culprit() ? 4 : 0;
      }
      reads |= finding.read().filter(spot -> issued(step, spot, LINES_OF_A_CALL)).isPresent();
    }
    return score + (writes ? 2 : 0) + (reads ? 1 : 0) + (writes && reads ? 4 : 0);
  }

  /// A task has no statement where it is handed over.
  private static int handedOver(Finding finding, List<RequestLine> requests) {
    String line = finding.path() + ":" + finding.line();
    return requests.stream().anyMatch(request -> request.where().filter(line::equals).isPresent())
        ? 4
        : 0;
  }

  private static boolean issued(Timeline.Step step, Finding.Spot spot, int lines) {
    return step.source()
        .filter(source -> source.path().equals(spot.path()))
        .filter(source -> source.line() >= spot.line() && source.line() < spot.line() + lines)
        .isPresent();
  }
}
