package dev.deadheat.report.tales;

import dev.deadheat.prove.verdict.OutcomeView;
import dev.deadheat.prove.verdict.OutcomeView.ResponseView;
import dev.deadheat.prove.verdict.OutcomeView.RowView;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Timeline.Cells;
import dev.deadheat.prove.verdict.Timeline.SourceLine;
import dev.deadheat.prove.verdict.Timeline.Step;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.testkit.Choices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Verdicts that nobody would think of: every field filled by chance, consistent or not.
public final class AnyVerdict {
  private static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "20",
          "new value",
          "在庫予約",
          "e\u0301",
          "\u001b[2J",
          "a\nb\tc",
          "</svg>",
          "]]>",
          "-->",
          "'",
          "\"",
          "`",
          "@ann",
          "; end",
          "%%",
          "#1",
          "\ud800",
          "\u202e",
          "😀",
          "SELECT … FROM a WHERE id = 1",
          "very_long_name_".repeat(12),
          "word ".repeat(40));

  private static final List<String> ROWS = List.of("a#1", "a#2", "bank_account#7", "無#1", "odd");

  private final Choices choices;

  private AnyVerdict(Choices choices) {
    this.choices = choices;
  }

  public static Verdict from(Choices choices) {
    return new AnyVerdict(choices).verdict();
  }

  private Verdict verdict() {
    var lanes = choices.between(1, 5);
    var requests = new ArrayList<Verdict.RequestLine>();
    for (var i = 0; i < lanes; i++) {
      requests.add(new Verdict.RequestLine(letter(i), text(), text(), maybe(text())));
    }
    return new Verdict(
        text(),
        requests,
        choices.oneOf("read committed", "serializable", text()),
        choices.oneOf(Verdict.Status.values()),
        maybe(text()),
        choices.oneOf(Verdict.Severity.values()),
        choices.bool(),
        new Verdict.Explored(choices.anyInt(), choices.anyInt(), choices.bool(), text(), text()),
        choices.below(6) == 0 ? Optional.empty() : Optional.of(timeline(lanes)),
        choices.listOf(4, _ -> outcome(lanes)),
        maybe(outcome(lanes)),
        text(),
        choices.listOf(3, _ -> text()),
        maybe(text()),
        maybe(new Verdict.Reproduced(choices.below(6), 5)),
        Optional.empty());
  }

  private Timeline timeline(int lanes) {
    var tracked = choices.shuffled(ROWS).subList(0, choices.between(0, ROWS.size()));
    var columns = new LinkedHashMap<String, List<String>>();
    tracked.forEach(row -> columns.put(row, choices.listOf(3, _ -> choices.oneOf("b", "メモ", "c"))));
    var steps = new ArrayList<Step>();
    var many = choices.below(14);
    for (var number = 1; number <= many; number++) {
      // Now and then a lane that has no request.
      steps.add(step(number, choices.below(lanes + (choices.below(20) == 0 ? 1 : 0))));
    }
    return new Timeline(tracked, columns, rows(), steps);
  }

  private Step step(int number, int lane) {
    return new Step(
        number,
        letter(lane),
        choices.oneOf(Timeline.Kind.values()),
        text(),
        text(),
        maybe(new SourceLine(text(), choices.between(1, 99_999), text())),
        choices.listOf(2, _ -> choices.oneOf(ROWS)),
        choices.listOf(2, _ -> choices.oneOf(ROWS)),
        rows(),
        rows(),
        maybe(choices.oneOf("A", "B", text())),
        maybe(choices.below(number)),
        maybe(text()),
        maybe(response()),
        choices.below(5) == 0,
        maybe(choices.between(1, number)),
        maybe(choices.between(1, number)));
  }

  private Map<String, Cells> rows() {
    var out = new LinkedHashMap<String, Cells>();
    for (var row : ROWS) {
      if (choices.bool()) {
        var cells = new LinkedHashMap<String, Optional<String>>();
        choices
            .listOf(2, _ -> choices.oneOf("b", "メモ", "c"))
            .forEach(c -> cells.put(c, maybe(text())));
        out.put(row, new Cells(choices.below(4) > 0, cells));
      }
    }
    return out;
  }

  private OutcomeView outcome(int lanes) {
    var rows = choices.listOf(2, _ -> new RowView(choices.oneOf(ROWS), Map.of("b", maybe(text()))));
    var responses = new ArrayList<ResponseView>();
    for (var i = 0; i < lanes; i++) {
      responses.add(response());
    }
    return new OutcomeView(text(), rows, responses, choices.listOf(1, _ -> text()));
  }

  private ResponseView response() {
    return new ResponseView(letter(choices.below(3)), choices.oneOf(0, 200, 302, 500), text());
  }

  private String text() {
    return choices.oneOf(TEXTS);
  }

  private <T> Optional<T> maybe(T value) {
    return choices.bool() ? Optional.of(value) : Optional.empty();
  }

  private static String letter(int lane) {
    return String.valueOf((char) ('A' + lane));
  }
}
