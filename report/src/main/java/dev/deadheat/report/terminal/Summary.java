package dev.deadheat.report.terminal;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.report.story.Headline;
import java.util.ArrayList;
import java.util.List;

/// A run's last words: how many verdicts of which kind.
final class Summary {
  private final Pen pen;

  Summary(Pen pen) {
    this.pen = pen;
  }

  private static String counted(List<Verdict> verdicts) {
    return verdicts.stream().map(Verdict::scenario).distinct().count() == verdicts.size()
        ? Headline.count(verdicts.size(), "scenario")
        : Headline.count(verdicts.size(), "verdict");
  }

  List<Line> of(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return List.of(Line.of(Style.DOUBT, pen.elide("Nothing was proved: no scenario ran.", 60)));
    }
    var head = counted(verdicts) + ": ";
    var words = new ArrayList<String>();
    for (var status : Status.values()) {
      var n = verdicts.stream().filter(v -> v.status() == status).count();
      if (n > 0) {
        words.add(n + " " + status.word().replace('_', ' '));
      }
    }
    var lines = new ArrayList<Line>();
    for (var text : pen.wrap(head + String.join(", ", words), pen.width(), Integer.MAX_VALUE)) {
      lines.add(
          lines.isEmpty() && text.startsWith(head)
              ? Line.of(Style.BOLD, head).and(Style.PLAIN, text.substring(head.length()))
              : Line.of(Style.PLAIN, text));
    }
    return lines;
  }
}
