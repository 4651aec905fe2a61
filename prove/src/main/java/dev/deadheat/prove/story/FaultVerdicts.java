package dev.deadheat.prove.story;

import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.faults.Breach;
import dev.deadheat.prove.faults.Fault;
import dev.deadheat.prove.faults.FaultFindings;
import dev.deadheat.prove.faults.FaultFindings.Broken;
import dev.deadheat.prove.faults.FaultFindings.Tried;
import dev.deadheat.prove.faults.Lineup;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.prove.verdict.FaultsView;
import dev.deadheat.prove.verdict.FaultsView.BreachView;
import dev.deadheat.prove.verdict.FaultsView.BrokenFault;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.search.Exploration.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts what faults broke into a verdict.
///
/// @param words the scenario's own, as for orders
public record FaultVerdicts(VerdictBuilder words) {
  /// The verdict.
  public Verdict build(FaultFindings findings) {
    return switch (findings) {
      case FaultFindings.NoYardstick(var why) -> words.build(why);
      case Tried tried -> tried.broken().isEmpty() ? unbroken(tried) : broken(tried);
    };
  }

  private Verdict broken(Tried tried) {
    Broken worst = tried.broken().getFirst();
    StruckRun run = StruckRun.of(worst);
    Optional<Blame> blame =
        run.fault()
            .map(step ->
                new Blame(step, Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
    Breach.Kind kind = worst.breaches().getFirst().kind();
    return words
        .full(
            Status.FAULT,
            severity(kind),
            Optional.of(kind.title()),
            tried
                .oracle()
                .of(severity(kind) == Severity.BLOCKS ? List.of() : worst.lineup().lanes()),
            Optional.of(new Played(run.recording(), worst.after().played().outcome())),
            progress(tried),
            sentence(tried, worst),
            blame)
        .withReproduced(new Verdict.Reproduced(worst.repeats(), worst.attempts()))
        .withFaults(view(tried))
        .withNotes(notes(tried));
  }

  private Verdict unbroken(Tried tried) {
    Status status =
        tried.unfinished().isPresent()
            ? Status.INCONCLUSIVE
            : tried.planned() == 0 ? Status.NEVER_MET : Status.CLEAN;
    String sentence =
        switch (status) {
          case INCONCLUSIVE -> "Nothing is claimed: " + tried.unfinished().orElseThrow() + ".";
          case NEVER_MET -> "The requests sent no SQL, so there was nothing to strike.";
          default -> held(tried);
        };
    return words
        .full(
            status,
            Severity.NONE,
            Optional.empty(),
            tried.oracle(),
            Optional.empty(),
            progress(tried),
            sentence,
            Optional.empty())
        .withFaults(view(tried))
        .withNotes(notes(tried));
  }

  private static String held(Tried tried) {
    return "Nothing stays behind: after each of %d faults the rows were as a serial order of the"
            .formatted(tried.tally().all())
        + " completed requests leaves them, no lock and no transaction was left, nobody waited,"
        + " and the next request on the same worker succeeded.";
  }

  private static Severity severity(Breach.Kind kind) {
    return switch (kind) {
      case HALF_DONE, LOST -> Severity.CORRUPTS_ROWS;
      case DONE_BUT_FAILED -> Severity.ONLY_AN_ERROR;
      case LOCK_KEPT, TRANSACTION_OPEN, STUCK, NEXT_FAILS -> Severity.BLOCKS;
    };
  }

  private String sentence(Tried tried, Broken worst) {
    String breaches =
        worst.breaches().stream().map(Breach::words).distinct().collect(Collectors.joining("; "));
    String when =
        worst
            .fault()
            .map(fault ->
                "When %s %s's step \"%s\"%s, "
                    .formatted(
                        fault.told(),
                        fault.lane().label(),
                        statement(worst.lineup(), fault),
                        place(worst.lineup(), fault)))
            .orElse("Even without a fault, ");
    int more = tried.broken().size() - 1;
    return when
        + breaches
        + "."
        + (more == 0
            ? ""
            : more == 1
                ? " One more fault breaks something."
                : " %d more faults break something.".formatted(more));
  }

  private String place(Lineup lineup, Fault fault) {
    return source(lineup, fault)
        .map(line -> " (" + line.path() + ":" + line.line() + ")")
        .orElse("");
  }

  private String statement(Lineup lineup, Fault fault) {
    return lineup
        .step(fault.lane(), fault.step())
        .map(StepRecord::sql)
        .map(words.timelines()::readable)
        .orElse("");
  }

  private Optional<Timeline.SourceLine> source(Lineup lineup, Fault fault) {
    return lineup
        .step(fault.lane(), fault.step())
        .flatMap(StepRecord::tag)
        .map(words.timelines()::source);
  }

  private static Progress progress(Tried tried) {
    boolean complete = tried.unfinished().isEmpty();
    return new Progress(
        tried.tally().all(),
        0,
        tried.lineups().size(),
        complete,
        tried.unfinished().orElse("every statement of these orders"));
  }

  private List<String> notes(Tried tried) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "faults were injected into these orders only: "
            + tried.lineups().stream().map(Lineup::label).collect(Collectors.joining(", "))
            + "; dispatched tasks were noted, not served");
    if (tried.tally().eitherWay() > 0) {
      notes.add(
          "%d faults lost an answer: there the rows may be with or without the request, and who sent it cannot tell"
              .formatted(tried.tally().eitherWay()));
    }
    if (!tried.unasked().isEmpty()) {
      notes.add(
          "the next request was not judged for %s, whose request does not succeed twice anyway"
              .formatted(String.join(" and ", tried.unasked())));
    }
    return notes;
  }

  private FaultsView view(Tried tried) {
    List<String> kinds = new ArrayList<>();
    tried.tally().tried().forEach((kind, count) -> kinds.add(counted(kind, count)));
    return new FaultsView(
        tried.tally().all(),
        tried.planned(),
        kinds,
        tried.lineups().stream().map(Lineup::label).toList(),
        tried.tally().eitherWay(),
        tried.broken().stream().map(this::view).toList());
  }

  private static String counted(Fault.Kind kind, int count) {
    String one =
        switch (kind) {
          case SERVER_ERROR -> "server error";
          case CONNECTION_LOST -> "lost connection";
          case WORKER_KILLED -> "killed worker";
        };
    return count + " " + one + (count == 1 ? "" : "s");
  }

  private BrokenFault view(Broken broken) {
    List<BreachView> breaches =
        broken.breaches().stream()
            .map(breach -> new BreachView(breach.kind().title(), breach.words()))
            .toList();
    return broken
        .fault()
        .map(fault ->
            new BrokenFault(
                broken.lineup().label(),
                fault.lane().label(),
                fault.step(),
                fault.kind().word(),
                fault.moment().word(),
                statement(broken.lineup(), fault),
                source(broken.lineup(), fault),
                breaches))
        .orElseGet(() ->
            new BrokenFault(
                broken.lineup().label(),
                broken.lineup().lanes().getFirst().label(),
                0,
                "none",
                "before",
                "",
                Optional.empty(),
                breaches));
  }
}
