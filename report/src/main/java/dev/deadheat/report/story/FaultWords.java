package dev.deadheat.report.story;

import dev.deadheat.prove.verdict.FaultsView;
import dev.deadheat.prove.verdict.FaultsView.BreachView;
import dev.deadheat.prove.verdict.FaultsView.BrokenFault;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.text.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What was injected and what it broke, in the same words in every output.
public final class FaultWords {
  private static final int MOST = 8;

  private FaultWords() {}

  /// What was looked at: `48 faults in 4 orders (9 server errors, 39 lost connections); all were
  /// tried`.
  static String explored(Verdict verdict, FaultsView faults) {
    var kinds = Printable.flat(String.join(", ", faults.kinds()));
    var out =
        "%s in %s%s"
            .formatted(
                Headline.count(faults.tried(), "fault"),
                Headline.count(faults.orders().size(), "order"),
                kinds.isEmpty() ? "" : " (" + kinds + ")");
    return verdict.explored().complete()
        ? out + "; all were tried"
        : out + "; " + Printable.flat(verdict.explored().bound());
  }

  /// What is broken, one line a place, worst first: `lock kept: server error at A's step 2, SELECT
  /// … (views.py:30)`; empty for a verdict on orders.
  public static List<String> broken(Verdict verdict) {
    var places = new LinkedHashMap<String, Integer>();
    verdict.faults().stream()
        .flatMap(faults -> faults.broken().stream())
        .forEach(each -> places.merge(place(each), 1, Integer::sum));
    var lines =
        places.entrySet().stream()
            .limit(MOST)
            .map(each ->
                each.getKey() + (each.getValue() == 1 ? "" : ", in " + each.getValue() + " orders"))
            .collect(Collectors.toList());
    if (places.size() > MOST) {
      lines.add("and " + Headline.count(places.size() - MOST, "more place"));
    }
    return lines;
  }

  private static String place(BrokenFault fault) {
    var names =
        fault.breaches().stream()
            .map(BreachView::name)
            .distinct()
            .collect(Collectors.joining(", "));
    if (fault.step() == 0) {
      return Printable.flat(names) + ": " + Printable.of(fault.lane()) + " without any fault";
    }
    return Printable.flat(
        "%s: %s %s %s's step %d, %s%s"
            .formatted(
                names,
                fault.kind().replace('_', ' '),
                fault.kind().equals("server_error") ? "at" : fault.moment(),
                fault.lane(),
                fault.step(),
                fault.statement(),
                fault
                    .source()
                    .map(line -> String.format(Locale.ROOT, " (%s:%d)", line.path(), line.line()))
                    .orElse("")));
  }
}
