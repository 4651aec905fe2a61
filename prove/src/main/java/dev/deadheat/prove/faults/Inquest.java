package dev.deadheat.prove.faults;

import dev.deadheat.prove.explore.Explorer;
import dev.deadheat.prove.faults.Breach.Kind;
import dev.deadheat.prove.oracle.Canon;
import dev.deadheat.prove.oracle.Oracle;
import dev.deadheat.prove.oracle.Oracle.Serial;
import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.run.Reply;
import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says what a fault broke.
///
/// A request is *completed* if it answers as it does in some serial order. The rows must be those
/// of a serial order of the completed requests. A request that fails must have left nothing; one
/// that gives no answer at all, whose COMMIT's answer was lost, or that had saved everything before
/// the fault, may have been saved or not, but whole. An answer that is neither an error nor that of
/// any serial order (a page that says "try again") promises nothing: saved or not, but whole.
///
/// @param oracle the serial orders
/// @param declared which answers are as they should be
/// @param closes whether the project closes its connections after each request, and with them gives
///   back what they hold
record Inquest(Oracle oracle, Explorer.Declared declared, boolean closes) {
  private static final String LOCK_TIMEOUT = "55P03";

  /// What is broken, worst first; empty if nothing is.
  ///
  /// @param fault empty for a run that nothing was done to
  /// @param asked the lane whose request was sent again
  List<Breach> breaches(Lineup lineup, Optional<Fault> fault, Aftermath after, Lane asked) {
    List<Breach> breaches = new ArrayList<>();
    Recording recording = after.played().recording();
    if (recording.broken().isPresent()) {
      breaches.add(new Breach(Kind.STUCK, "a request does not end: " + recording.broken().get()));
    } else {
      rows(lineup, fault, after).ifPresent(breaches::add);
      waited(recording).ifPresent(breaches::add);
    }
    after.left().forEach(remnant -> breaches.add(left(remnant)));
    after.next().flatMap(next -> failed(next, asked)).ifPresent(breaches::add);
    breaches.sort((one, other) -> one.kind().compareTo(other.kind()));
    return breaches;
  }

  /// Whether a fault left it open if its request was saved, so that only the rows can tell.
  static boolean eitherWay(Lineup lineup, Fault fault, Recording recording) {
    Reply reply = recording.replies().get(fault.lane());
    return fault.moment() == Fault.Moment.AFTER
        || (reply != null && reply.status() == 0)
        || lineup.isLate(fault);
  }

  private Optional<Breach> rows(Lineup lineup, Optional<Fault> fault, Aftermath after) {
    Canon canon = oracle.volatiles().canon(after.played().outcome(), oracle.schema());
    List<Serial> sameRows =
        oracle.serials().stream()
            .filter(serial -> canon.statuses().keySet().containsAll(serial.order()))
            .filter(serial -> serial.canon().sameRows(canon))
            .toList();
    boolean none = nothingSaved(canon);
    Recording recording = after.played().recording();
    Optional<Lane> open = fault.filter(f -> eitherWay(lineup, f, recording)).map(Fault::lane);
    if (sameRows.stream().anyMatch(serial -> fits(canon, serial.order(), open, serial))
        || (none && canon.statuses().keySet().stream().noneMatch(lane -> completed(canon, lane)))) {
      return Optional.empty();
    }
    if (sameRows.isEmpty() && !none) {
      return Optional.of(
          new Breach(
              Kind.HALF_DONE,
              "the rows are as no serial order of the completed requests leaves them ("
                  + answers(canon)
                  + ")"));
    }
    Optional<Lane> lost =
        canon.statuses().keySet().stream()
            .filter(lane -> completed(canon, lane))
            .filter(lane -> sameRows.stream().noneMatch(serial -> serial.order().contains(lane)))
            .findFirst();
    return Optional.of(
        lost.map(lane ->
                new Breach(
                    Kind.LOST,
                    "%s answers as if it had succeeded, and nothing of it is saved"
                        .formatted(lane.label())))
            .orElseGet(() ->
                new Breach(
                    Kind.DONE_BUT_FAILED,
                    "all of it is saved, yet %s: who tries again does it twice"
                        .formatted(answers(canon)))));
  }

  private static boolean nothingSaved(Canon canon) {
    return canon.rows().isEmpty();
  }

  /// Whether every answer goes with this order: who is in it completed, who is not did not.
  private boolean fits(Canon canon, List<Lane> order, Optional<Lane> open, Serial serial) {
    return canon.statuses().keySet().stream()
        .allMatch(lane -> {
          boolean promises =
              canon.statuses().getOrDefault(lane, 0) >= 400 || completed(canon, lane);
          return open.filter(lane::equals).isPresent()
              || !promises
              || (order.contains(lane)
                  ? Oracle.answersAlike(canon, serial.canon(), lane)
                  : !completed(canon, lane));
        });
  }

  /// Whether a lane answers successfully and as it does in some serial order.
  private boolean completed(Canon canon, Lane lane) {
    int status = canon.statuses().getOrDefault(lane, 0);
    return status >= 200
        && status < 400
        && oracle.serials().stream()
            .anyMatch(serial -> Oracle.answersAlike(canon, serial.canon(), lane));
  }

  private static String answers(Canon canon) {
    return canon.statuses().entrySet().stream()
        .map(answer ->
            answer.getKey().label()
                + (answer.getValue() == 0 ? " gives no answer" : " answers " + answer.getValue()))
        .reduce((one, other) -> one + ", " + other)
        .orElse("nobody answers");
  }

  private static Optional<Breach> waited(Recording recording) {
    return recording.steps().stream()
        .filter(step -> step.error().filter(e -> e.sqlState().equals(LOCK_TIMEOUT)).isPresent())
        .findFirst()
        .map(step ->
            new Breach(
                Kind.STUCK,
                "%s waits for a lock that nobody gives back (ended after %d s)"
                    .formatted(step.lane().label(), FaultStage.LOCK_SECONDS)));
  }

  private Breach left(Remnant remnant) {
    String whose =
        remnant.lane().map(lane -> lane.label() + "'s connection").orElse("a connection");
    String until =
        closes
            ? " until the connection closes, which this project does after each request unless a"
                + " pool keeps it"
            : "";
    return switch (remnant.kind()) {
      case ADVISORY_LOCK ->
          new Breach(
              Kind.LOCK_KEPT,
              "%s still holds %s after the last answer%s".formatted(whose, remnant.what(), until));
      case OPEN_TRANSACTION ->
          new Breach(
              Kind.TRANSACTION_OPEN,
              "%s stands in a transaction after the last answer%s%s"
                  .formatted(
                      whose,
                      remnant.what().isEmpty() ? "" : " and holds " + remnant.what(),
                      until));
      case RUNNING ->
          new Breach(Kind.STUCK, "a statement of " + whose + " still runs after the last answer");
    };
  }

  private Optional<Breach> failed(Recording next, Lane asked) {
    if (next.broken().isPresent()) {
      return Optional.of(
          new Breach(
              Kind.NEXT_FAILS,
              "the next request on %s's worker does not end: %s"
                  .formatted(asked.label(), next.broken().get())));
    }
    Reply reply = next.replies().get(asked);
    return reply == null || declared.complaint(asked, reply.status(), reply.body()).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Breach(
                Kind.NEXT_FAILS,
                "the next request on %s's worker answers %d"
                    .formatted(asked.label(), reply.status())));
  }
}
