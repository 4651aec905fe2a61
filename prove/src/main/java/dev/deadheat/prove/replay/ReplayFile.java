package dev.deadheat.prove.replay;

import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.search.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// A counterexample as a file: the scenario, the schedule, the steps that it went through and the
/// verdict on it. Read by people too: it is JSON.
///
/// @param madeWith the versions that were at work
/// @param scenarioFile where the scenario stands, relative to the project, with `/`
/// @param scenario the scenario's name in that file
/// @param requests the requests as they were declared and the tasks that they hand over, in lane
///   order, 1 to 26
/// @param isolation the isolation level as PostgreSQL writes it: `read committed`
/// @param schedule which lane moves next, choice by choice; only lanes that have a request
/// @param fault what is injected into it, if anything
/// @param steps what happened, in order
/// @param expected what was said about it
public record ReplayFile(
    MadeWith madeWith,
    String scenarioFile,
    String scenario,
    List<RecordedRequest> requests,
    String isolation,
    Schedule schedule,
    Optional<RecordedFault> fault,
    List<RecordedStep> steps,
    Expected expected) {
  /// The newest format that is read, and the one that is written.
  public static final int VERSION = 1;

  public ReplayFile {
    requests = List.copyOf(requests);
    steps = List.copyOf(steps);
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("a replay needs at least one request");
    }
    for (var lane : schedule.lanes()) {
      if (lane.index() >= requests.size()) {
        throw new IllegalArgumentException(
            "the schedule moves lane " + lane + ", which has no request");
      }
    }
  }

  /// Which versions were at work when the file was made.
  ///
  /// @param framework `Django 5.2.1`, where the service is of a framework that we know
  public record MadeWith(String deadheat, String postgresql, Optional<String> framework) {}

  /// What to call a scenario's replay file, without its ending: `racy-view-other-column-by-update`;
  /// safe on every system, and two scenarios may share one.
  public static String nameFor(String scenario) {
    var plain =
        scenario.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return plain.isEmpty() ? "scenario" : plain.substring(0, Math.min(60, plain.length()));
  }

  /// In what the scenario of today differs from the one that was recorded, one line each; empty if
  /// the recorded schedule still means the same.
  public List<String> differencesFrom(Scenario today) {
    var out = new ArrayList<String>();
    var then = requests.stream().filter(request -> !request.isTask()).toList();
    var now = RecordedRequest.all(today.requests());
    if (now.size() != then.size()) {
      out.add("the scenario had " + then.size() + " requests and has " + now.size() + " now");
    }
    IntStream.range(0, Math.min(now.size(), then.size()))
        .filter(i -> !now.get(i).equals(then.get(i)))
        .forEach(i ->
            out.add(
                "request %s was %s and is %s now"
                    .formatted(then.get(i).lane(), then.get(i).line(), now.get(i).line())));
    return out;
  }

  /// The first step at which a new run went another way than the recorded one, in words; empty if
  /// it went the same way. Line numbers may move, so they do not count.
  ///
  /// @param now the steps of the new run, in order
  public Optional<String> firstDifference(List<RecordedStep> now) {
    for (var i = 0; i < Math.max(steps.size(), now.size()); i++) {
      if (i >= now.size()) {
        return Optional.of(
            "the run ended before step %d, which was %s".formatted(i + 1, steps.get(i).line()));
      }
      if (i >= steps.size()) {
        return Optional.of("the run went on after step %d with %s".formatted(i, now.get(i).line()));
      }
      if (!steps.get(i).sameMove(now.get(i))) {
        return Optional.of(
            "step %d was %s and is %s now"
                .formatted(i + 1, steps.get(i).line(), now.get(i).line()));
      }
    }
    return Optional.empty();
  }
}
