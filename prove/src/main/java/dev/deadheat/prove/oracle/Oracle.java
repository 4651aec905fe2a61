package dev.deadheat.prove.oracle;

import dev.deadheat.search.Lane;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Says whether an outcome is one that some serial order of the lanes gives.
///
/// The user writes no invariant: whatever no serial order leaves behind is an anomaly.
///
/// @param schema the tables
/// @param volatiles what does not count
/// @param serials every serial order of every subset of the lanes, the full orders included
/// @param required the one order that is right, where the scenario demands one
public record Oracle(
    Schema schema, Volatile volatiles, List<Serial> serials, Optional<List<Lane>> required) {
  public Oracle {
    serials = List.copyOf(serials);
  }

  /// One serial order and what it left behind.
  public record Serial(List<Lane> order, Outcome outcome, Canon canon) {
    public Serial {
      order = List.copyOf(order);
    }

    /// `A then B`, `A alone`.
    public String label() {
      return order.size() == 1
          ? order.getFirst() + " alone"
          : order.stream().map(Lane::label).collect(Collectors.joining(" then "));
    }
  }

  /// What an outcome is, against the serial ones.
  public sealed interface Judgement {
    /// The same as this serial order.
    record Serializable(Serial like) implements Judgement {}

    /// Rows as after this serial order of some or all lanes; an error answer tells the difference.
    record OnlyAnError(Serial like, List<Lane> failed) implements Judgement {}

    /// Rows as after this serial order; an answer or an effect differs.
    record OnlyAResponse(Serial like) implements Judgement {}

    /// Everybody succeeded where every serial order refuses somebody.
    record SucceedsTwice() implements Judgement {}

    /// The rows are as after no serial order.
    record CorruptsRows() implements Judgement {}

    /// As after a serial order that the scenario does not allow.
    record WrongOrder(Serial like) implements Judgement {}

    /// The rows break the scenario's invariant.
    record BreaksInvariant() implements Judgement {}
  }

  /// The serial orders of all lanes.
  public List<Serial> full() {
    int lanes = serials.stream().mapToInt(serial -> serial.order().size()).max().orElse(0);
    return serials.stream().filter(serial -> serial.order().size() == lanes).toList();
  }

  /// The same for some of the lanes.
  public Oracle of(List<Lane> some) {
    return new Oracle(
        schema,
        volatiles,
        serials.stream().filter(serial -> some.containsAll(serial.order())).toList(),
        Optional.empty());
  }

  /// Whether the full serial orders differ among themselves.
  public boolean orderSensitive() {
    return full().stream().map(Serial::canon).distinct().count() > 1;
  }

  /// Judges the outcome of a run of all lanes to which the server refused nothing.
  public Judgement judge(Outcome outcome) {
    return judge(outcome, Set.of());
  }

  /// Judges the outcome of a run of all lanes.
  ///
  /// @param refused lanes to which the server answered a statement with an error: such a lane may
  ///   tell of its failure with any status
  public Judgement judge(Outcome outcome, Set<Lane> refused) {
    if (outcome.invariant().equals(Optional.of(false))) {
      return new Judgement.BreaksInvariant();
    }
    Canon canon = volatiles.canon(outcome, schema);
    List<Serial> allowed =
        full().stream()
            .filter(serial ->
                required.isEmpty() || required.get().equals(amongRequired(serial.order())))
            .toList();
    for (Serial serial : allowed) {
      if (serial.canon().equals(canon)) {
        return new Judgement.Serializable(serial);
      }
    }
    for (Serial serial : full()) {
      if (serial.canon().equals(canon)) {
        return new Judgement.WrongOrder(serial);
      }
    }
    return differing(canon, allowed, refused);
  }

  /// Tasks may be served in any order.
  private List<Lane> amongRequired(List<Lane> order) {
    return order.stream().filter(required.orElseThrow()::contains).toList();
  }

  private Judgement differing(Canon canon, List<Serial> allowed, Set<Lane> refused) {
    for (Serial serial : serials) {
      Optional<Judgement> error = onlyAnError(canon, serial, refused);
      if (error.isPresent()) {
        return error.get();
      }
    }
    boolean all = canon.statuses().values().stream().allMatch(Oracle::success);
    boolean everRefused =
        allowed.stream()
            .allMatch(serial ->
                serial.canon().statuses().values().stream().anyMatch(status -> !success(status)));
    if (all && everRefused) {
      return new Judgement.SucceedsTwice();
    }
    for (Serial serial : allowed) {
      if (serial.canon().sameRows(canon)) {
        return new Judgement.OnlyAResponse(serial);
      }
    }
    return new Judgement.CorruptsRows();
  }

  /// The lanes that answered with an error here and did not in that order (or are not in it) are
  /// the whole difference: rows and everybody else's answers are the same.
  private Optional<Judgement> onlyAnError(Canon canon, Serial serial, Set<Lane> refused) {
    if (!serial.canon().sameRows(canon)) {
      return Optional.empty();
    }
    TreeSet<Lane> failed = new TreeSet<>();
    canon
        .statuses()
        .forEach((lane, status) -> {
          boolean fails = status >= 400 && !status.equals(serial.canon().statuses().get(lane));
          if (fails || (refused.contains(lane) && answersAnew(canon, lane))) {
            failed.add(lane);
          }
        });
    boolean coversMissing =
        canon.statuses().keySet().stream()
            .allMatch(lane -> serial.canon().statuses().containsKey(lane) || failed.contains(lane));
    if (failed.isEmpty() || !coversMissing) {
      return Optional.empty();
    }
    boolean othersSame =
        canon.documents().entrySet().stream()
            .filter(document -> failed.stream().noneMatch(lane -> belongs(document.getKey(), lane)))
            .allMatch(document ->
                document.getValue().equals(serial.canon().documents().get(document.getKey())));
    boolean statusesSame =
        canon.statuses().entrySet().stream()
            .filter(status -> !failed.contains(status.getKey()))
            .allMatch(
                status -> status.getValue().equals(serial.canon().statuses().get(status.getKey())));
    return othersSame && statusesSame
        ? Optional.of(new Judgement.OnlyAnError(serial, List.copyOf(failed)))
        : Optional.empty();
  }

  /// Whether a lane answers as it does in no serial order.
  private boolean answersAnew(Canon canon, Lane lane) {
    return serials.stream().noneMatch(serial -> answersAlike(canon, serial.canon(), lane));
  }

  /// Whether a lane gives the same answer, status and body, in both; mail and tasks do not count.
  public static boolean answersAlike(Canon one, Canon other, Lane lane) {
    return one.statuses().containsKey(lane)
        && Objects.equals(one.statuses().get(lane), other.statuses().get(lane))
        && answer(one, lane).equals(answer(other, lane));
  }

  private static Map<String, String> answer(Canon canon, Lane lane) {
    Map<String, String> answer = new TreeMap<>(canon.documents());
    answer.keySet().removeIf(document -> !belongs(document, lane) || document.endsWith(" effects"));
    return answer;
  }

  private static boolean belongs(String document, Lane lane) {
    return document.startsWith(lane.label() + " ");
  }

  private static boolean success(int status) {
    return status >= 200 && status < 400;
  }
}
