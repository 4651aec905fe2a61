package dev.deadheat.report.terminal;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.report.story.Headline;
import java.util.List;

/// A run's last words: how many verdicts of which kind.
final class Summary {
  private final Pen pen;

  Summary(Pen pen) {
    this.pen = pen;
  }

  List<Line> of(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return List.of(Line.of(Style.DOUBT, pen.elide("Nothing was proved: no scenario ran.", 60)));
    }
    var line = Line.of(Style.BOLD, Headline.count(verdicts.size(), "scenario") + ": ");
    var separator = "";
    for (var status : Status.values()) {
      var n = verdicts.stream().filter(v -> v.status() == status).count();
      if (n > 0) {
        line = line.and(Style.PLAIN, separator + n + " " + status.word().replace('_', ' '));
        separator = ", ";
      }
    }
    return List.of(line);
  }
}
