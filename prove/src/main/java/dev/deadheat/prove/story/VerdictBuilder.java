package dev.deadheat.prove.story;

import dev.deadheat.prove.explore.Findings;
import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.oracle.Oracle;
import dev.deadheat.prove.oracle.Oracle.Judgement;
import dev.deadheat.prove.oracle.Outcome;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.prove.verdict.OutcomeView;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Explored;
import dev.deadheat.prove.verdict.Verdict.RequestLine;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.search.Exploration.Progress;
import dev.deadheat.search.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Puts what an exploration found into a verdict.
///
/// @param scenario the scenario's name
/// @param requests its lanes
/// @param isolation the level the lanes ran at
/// @param startRows from which rows every run starts, for people
/// @param limits what every verdict of this run must say besides
/// @param start a row before the run
/// @param timelines builds the picture of a run
/// @param explanation names anomalies
public record VerdictBuilder(
    String scenario,
    List<RequestLine> requests,
    String isolation,
    String startRows,
    List<String> limits,
    StartRow start,
    TimelineBuilder timelines,
    Explanation explanation) {

  /// A row as it was before the run; empty if it was not there.
  @FunctionalInterface
  public interface StartRow {
    Optional<Map<String, Optional<String>>> at(RowKey row);
  }

  /// The verdict.
  public Verdict build(Findings findings) {
    return switch (findings) {
      case Findings.NotAsDeclared(var why) ->
          plain(
              Status.NEVER_MET,
              "A request alone did not answer as declared: " + String.join("; ", why) + ".",
              nothing());
      case Findings.NoOracle(var why) ->
          plain(Status.INCONCLUSIVE, "There is no yardstick: " + why + ".", nothing());
      case Findings.NeverMet(var oracle, var example, var progress) ->
          full(
              Status.NEVER_MET,
              Severity.NONE,
              Optional.empty(),
              oracle,
              Optional.of(example),
              progress,
              requests.size() == 1
                  ? "One request alone meets nobody, and it hands over no task."
                  : "No request touched anything that another one wrote, so nothing was put to the"
                      + " test (%s).".formatted(answers(example.outcome())),
              Optional.empty());
      case Findings.Broken broken -> broken(broken);
      case Findings.Latent(var oracle, var played, var progress, var waiting) ->
          latent(oracle, played, progress).withWaiting(waiting);
      case Findings.Clean(var oracle, var example, var progress, var waiting) ->
          clean(oracle, example, progress).withWaiting(waiting);
      case Findings.Inconclusive(var oracle, var why, var suspect, var progress) ->
          oracle.isPresent()
              ? full(
                  Status.INCONCLUSIVE,
                  Severity.NONE,
                  Optional.empty(),
                  oracle.get(),
                  suspect,
                  progress,
                  "Nothing is claimed: " + why + ".",
                  Optional.empty())
              : plain(Status.INCONCLUSIVE, "Nothing is claimed: " + why + ".", explored(progress));
    };
  }

  private Verdict clean(Oracle oracle, Played example, Progress progress) {
    return full(
        Status.CLEAN,
        Severity.NONE,
        Optional.empty(),
        oracle,
        Optional.of(example),
        progress,
        progress.classes() == 1
            ? "No order breaks it: there is only one, and it ends as %s does."
                .formatted(orLabels(oracle))
            : "No order breaks it: all %d classes of orders were explored, and each ends as %s does."
                .formatted(progress.classes(), orLabels(oracle)),
        Optional.empty());
  }

  private Verdict broken(Findings.Broken broken) {
    boolean deadlock = broken.played().recording().hasDeadlock();
    Status status =
        switch (broken.judgement()) {
          case Judgement.OnlyAnError _ -> deadlock ? Status.DEADLOCK : Status.ERROR;
          case Judgement.CorruptsRows _,
              Judgement.SucceedsTwice _,
              Judgement.BreaksInvariant _,
              Judgement.WrongOrder _,
              Judgement.OnlyAResponse _,
              Judgement.Serializable _ ->
              Status.ANOMALY;
        };
    Severity severity =
        switch (broken.judgement()) {
          case Judgement.CorruptsRows _, Judgement.BreaksInvariant _, Judgement.WrongOrder _ ->
              Severity.CORRUPTS_ROWS;
          case Judgement.SucceedsTwice _ -> Severity.SUCCEEDS_TWICE;
          case Judgement.OnlyAnError _ -> Severity.ONLY_AN_ERROR;
          case Judgement.OnlyAResponse _ -> Severity.ONLY_A_RESPONSE;
          case Judgement.Serializable _ -> Severity.NONE;
        };
    Optional<Explanation.Named> named =
        status == Status.ANOMALY
            ? explanation.of(broken.played().recording())
            : failing(broken.played());
    Optional<Blame> blame = named.map(Explanation.Named::blame);
    Timeline timeline = timelines.build(broken.played().recording(), blame);
    Verdict verdict =
        full(
            status,
            severity,
            status == Status.ANOMALY ? named.map(Explanation.Named::anomaly) : Optional.empty(),
            broken.oracle(),
            Optional.of(broken.played()),
            broken.progress(),
            Sentences.broken(broken.judgement(), broken.oracle(), timeline, blame),
            blame);
    return verdict.withReproduced(new Verdict.Reproduced(broken.repeats(), broken.attempts()));
  }

  /// The step whose error the verdict is about.
  private static Optional<Explanation.Named> failing(Played played) {
    List<StepRecord> steps = played.recording().steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).error().isPresent()) {
        return Optional.of(
            new Explanation.Named(
                "", new Blame(i, Optional.empty(), Optional.empty(), Optional.empty(), List.of())));
      }
    }
    return Optional.empty();
  }

  private Verdict latent(Oracle oracle, Played played, Progress progress) {
    Optional<Explanation.Named> named = explanation.of(played.recording());
    return full(
        Status.LATENT,
        Severity.LATENT,
        named.map(Explanation.Named::anomaly),
        oracle,
        Optional.of(played),
        progress,
        ("The requests depend on each other in a circle (%s), yet with these inputs every order"
                + " ends as %s does. It is not safe: other inputs, or another writer of the row, would"
                + " show it.")
            .formatted(
                named.map(Explanation.Named::anomaly).orElse("a dependency cycle"),
                orLabels(oracle)),
        named.map(Explanation.Named::blame));
  }

  Verdict full(
      Status status,
      Severity severity,
      Optional<String> anomaly,
      Oracle oracle,
      Optional<Played> shown,
      Progress progress,
      String sentence,
      Optional<Blame> blame) {
    TreeSet<RowKey> rows = new TreeSet<>();
    oracle.full().forEach(serial -> rows.addAll(serial.outcome().changed().keySet()));
    shown.ifPresent(played -> rows.addAll(played.outcome().changed().keySet()));
    List<String> notes = new ArrayList<>();
    if (!oracle.volatiles().columns().isEmpty()) {
      notes.add(
          "not compared, because they change from run to run: "
              + String.join(", ", oracle.volatiles().columns()));
    }
    if (!oracle.volatiles().leaves().isEmpty()) {
      notes.add(
          oracle.volatiles().leaves().size()
              + " volatile pieces of the answers were not compared (tokens, times)");
    }
    notes.addAll(limits);
    return new Verdict(
        scenario,
        requests,
        isolation,
        status,
        anomaly,
        severity,
        oracle.orderSensitive(),
        explored(progress),
        shown.map(played -> timelines.build(played.recording(), blame)),
        oracle.full().stream().map(serial -> view(serial.label(), serial.outcome(), rows)).toList(),
        shown.map(played -> view("this schedule", played.outcome(), rows)),
        sentence,
        notes);
  }

  private OutcomeView view(String label, Outcome outcome, TreeSet<RowKey> rows) {
    List<OutcomeView.RowView> views = new ArrayList<>();
    for (RowKey row : rows) {
      Map<String, Optional<String>> columns =
          outcome.changed().getOrDefault(row, start.at(row)).orElse(Map.of());
      views.add(new OutcomeView.RowView(row.toString(), new LinkedHashMap<>(columns)));
    }
    List<OutcomeView.ResponseView> responses = new ArrayList<>();
    outcome.replies().forEach((lane, reply) -> responses.add(TimelineBuilder.view(lane, reply)));
    List<String> effects = new ArrayList<>();
    outcome.effects().forEach((kind, json) -> effects.add(kind + ": " + json));
    outcome.invariant().ifPresent(held -> effects.add("invariant: " + (held ? "holds" : "broken")));
    return new OutcomeView(label, views, responses, effects);
  }

  /// `A answered 302 to /login/, B answered 200`.
  private static String answers(Outcome outcome) {
    return outcome.replies().entrySet().stream()
        .map(each ->
            each.getKey().label()
                + each.getValue()
                    .failure()
                    .map(why -> " got no answer: " + why)
                    .orElseGet(() -> " answered " + each.getValue().status())
                + each.getValue().location().map(where -> " to " + where).orElse(""))
        .collect(Collectors.joining(", "));
  }

  private static String orLabels(Oracle oracle) {
    return oracle.full().stream()
        .map(Oracle.Serial::label)
        .reduce((one, other) -> one + " or " + other)
        .orElse("a serial order");
  }

  private Verdict plain(Status status, String sentence, Explored explored) {
    return new Verdict(
        scenario,
        requests,
        isolation,
        status,
        Optional.empty(),
        Severity.NONE,
        false,
        explored,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        sentence,
        limits);
  }

  private Explored explored(Progress progress) {
    return new Explored(
        progress.runs() + progress.cut(),
        progress.cut(),
        progress.classes(),
        progress.complete(),
        progress.bound(),
        startRows);
  }

  private Explored nothing() {
    return new Explored(0, 0, false, "nothing", startRows);
  }
}
