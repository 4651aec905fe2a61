package dev.deadheat.search.simulation;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.testkit.Choices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Random small programs: few rows, so that lanes meet.
final class Programs {
  private static final List<String> KEYS = List.of("1", "2", "3");

  private final Choices choices;

  private Programs(Choices choices) {
    this.choices = choices;
  }

  /// A program of some lanes with at most so many steps each.
  static Program any(Choices choices, int lanes, int steps) {
    return new Programs(choices).program(lanes, steps);
  }

  private Program program(int count, int steps) {
    Isolation usual =
        choices.oneOf(
            Isolation.READ_COMMITTED,
            Isolation.READ_COMMITTED,
            Isolation.READ_COMMITTED,
            Isolation.REPEATABLE_READ,
            Isolation.SERIALIZABLE);
    boolean stretches = choices.bool();
    List<Op.Insert> rows = new ArrayList<>();
    for (String key : KEYS.subList(0, 1 + choices.below(2))) {
      rows.add(
          new Op.Insert("t", Map.of("k", key, "v", "0"), Optional.empty(), Op.OnConflict.FAIL));
    }
    if (choices.below(3) == 0) {
      rows.add(
          new Op.Insert("c", Map.of("k", "1", "p", "1"), Optional.empty(), Op.OnConflict.FAIL));
    }
    List<List<Op>> lanes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lanes.add(lane(usual, 1 + choices.below(steps)));
    }
    return new Program(usual, stretches, rows, lanes, choices.below(4) == 0);
  }

  private List<Op> lane(Isolation usual, int steps) {
    List<Op> ops = new ArrayList<>();
    boolean block = choices.below(3) > 0;
    if (block) {
      ops.add(new Op.Begin(choices.below(6) == 0 ? Isolation.REPEATABLE_READ : usual));
    }
    for (int i = 0; i < steps; i++) {
      ops.add(step(block, true));
    }
    if (block) {
      ops.add(choices.below(8) == 0 ? new Op.Rollback() : new Op.Commit());
    }
    return block && choices.below(4) == 0 ? List.of(new Op.Retried(ops)) : ops;
  }

  private Op step(boolean block, boolean mayBranch) {
    return switch (choices.below(25)) {
      case 0 -> new Op.Opaque(statement(block, false));
      case 1, 2 -> new Op.Impatient(statement(block, false));
      default -> statement(block, mayBranch);
    };
  }

  private Op statement(boolean block, boolean mayBranch) {
    int which = choices.below(mayBranch ? 11 : 9);
    return switch (which) {
      case 0 -> new Op.Read(where());
      case 1 ->
          new Op.Lock(
              where(),
              choices.oneOf(List.of(LockMode.values())),
              choices.oneOf(List.of(Op.Patience.values())));
      case 2, 3 -> update();
      case 4 -> insert();
      case 5 -> new Op.Delete(where());
      case 6 -> advisory(block);
      case 7 ->
          switch (choices.below(4)) {
            case 0 -> new Op.Truncate("t");
            case 1 -> block ? new Op.Constant() : new Op.Read(where());
            default -> new Op.NextValue("s");
          };
      case 8 -> update();
      case 9 -> new Op.Guarded(step(block, false));
      default -> new Op.IfEmpty(List.of(step(block, false)), List.of(step(block, false)));
    };
  }

  private Op update() {
    boolean unique = choices.below(5) == 0;
    String column = unique ? "u" : "v";
    String value =
        unique
            ? "" + choices.below(2)
            : switch (choices.below(3)) {
              case 0 -> "7";
              case 1 -> "+1";
              default -> "?1";
            };
    return new Op.Update(where(), unless(), column, value);
  }

  private Op insert() {
    boolean child = choices.below(3) == 0;
    String key = KEYS.get(choices.below(3));
    Map<String, String> row = new LinkedHashMap<>(Map.of("k", key));
    if (child) {
      row.put("p", KEYS.get(choices.below(3)));
    } else {
      row.put("v", "5");
      if (choices.bool()) {
        row.put("u", "" + choices.below(2));
      }
    }
    return new Op.Insert(
        child ? "c" : "t",
        row,
        unless(),
        choices.oneOf(
            Op.OnConflict.FAIL,
            Op.OnConflict.FAIL,
            Op.OnConflict.NOTHING,
            child ? Op.OnConflict.FAIL : Op.OnConflict.UPDATE));
  }

  private Op advisory(boolean block) {
    String key = "" + choices.below(2);
    if (choices.below(4) == 0) {
      return new Op.Unlock(key);
    }
    return new Op.Advisory(key, choices.bool(), choices.bool(), !block || choices.bool());
  }

  private Optional<Op.Where> unless() {
    return choices.below(4) == 0 ? Optional.of(where()) : Optional.empty();
  }

  private Op.Where where() {
    return switch (choices.below(6)) {
      case 0, 1 -> new Op.Where("t", Map.of("k", "1"));
      case 2 -> new Op.Where("t", Map.of("k", KEYS.get(choices.below(3))));
      case 3 -> new Op.Where("t", Map.of("v", choices.bool() ? "0" : "7"));
      case 4 -> Op.Where.all("t");
      default -> choices.below(3) == 0 ? new Op.Where("c", Map.of("p", "1")) : Op.Where.all("t");
    };
  }
}
