package dev.deadheat.prove.story;

import dev.deadheat.postgres.proxy.Answer.ServerError;
import dev.deadheat.prove.faults.Fault;
import dev.deadheat.prove.faults.FaultFindings.Broken;
import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.search.Event;
import dev.deadheat.search.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A run with its fault as a step, for a picture: a connection that ends is no answer, so the
/// recording lacks it.
///
/// @param recording with the fault
/// @param fault index of its step; empty if the run has none
record StruckRun(Recording recording, Optional<Integer> fault) {
  static StruckRun of(Broken broken) {
    Recording recording = broken.after().played().recording();
    if (broken.fault().isEmpty()) {
      return new StruckRun(recording, Optional.empty());
    }
    Fault fault = broken.fault().get();
    Optional<StepRecord> planned = broken.lineup().step(fault.lane(), fault.step());
    Optional<Run.Choice> choice =
        broken.lineup().choice(recording.run(), fault.lane(), fault.step());
    if (planned.isEmpty() || choice.isEmpty()) {
      return new StruckRun(recording, Optional.empty());
    }
    int before =
        (int)
            recording.steps().stream()
                .filter(step -> step.event() < choice.get().firstEvent())
                .count();
    if (fault.kind() == Fault.Kind.SERVER_ERROR) {
      return new StruckRun(recording, at(recording, fault, before));
    }
    int index = before;
    if (fault.moment() == Fault.Moment.AFTER) {
      index = at(recording, fault, before).orElse(before - 1) + 1;
    }
    List<StepRecord> steps = new ArrayList<>();
    for (StepRecord step : recording.steps()) {
      steps.add(step.waitedFrom() > index ? later(step) : step);
    }
    steps.add(index, end(fault, planned.get(), recording, choice.get().firstEvent()));
    return new StruckRun(recording.withSteps(steps), Optional.of(index));
  }

  /// The first step of the fault's lane from an index on.
  private static Optional<Integer> at(Recording recording, Fault fault, int from) {
    for (int i = from; i < recording.steps().size(); i++) {
      if (recording.steps().get(i).lane().equals(fault.lane())) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static StepRecord end(Fault fault, StepRecord planned, Recording recording, int event) {
    boolean lost = fault.moment() == Fault.Moment.AFTER;
    String what =
        fault.kind() == Fault.Kind.WORKER_KILLED
            ? "the worker is killed"
            : "the connection is lost";
    int session =
        recording.steps().stream()
            .filter(step -> step.lane().equals(fault.lane()) && step.event() < event)
            .reduce((_, last) -> last)
            .map(StepRecord::session)
            .orElse(planned.session());
    return new StepRecord(
        fault.lane(),
        session,
        Event.Kind.DISCONNECT,
        lost ? "(its answer never arrives)" : planned.sql(),
        planned.tag(),
        false,
        List.of(),
        Map.of(),
        Optional.of(
            new ServerError("08006", what + " here (injected by deadheat)", Optional.empty())),
        List.of(),
        -1,
        event,
        false);
  }

  private static StepRecord later(StepRecord step) {
    return new StepRecord(
        step.lane(),
        step.session(),
        step.kind(),
        step.sql(),
        step.tag(),
        step.inTransaction(),
        step.accesses(),
        step.rowsRead(),
        step.error(),
        step.waitedFor(),
        step.waitedFrom() + 1,
        step.event(),
        step.privateCommit());
  }
}
