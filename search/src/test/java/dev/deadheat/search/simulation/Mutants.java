package dev.deadheat.search.simulation;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// For each clause of the dependence relation a small program that needs it. Most were found by the
/// random programs, and cut down.
final class Mutants {
  private static final Op.Where ONE = new Op.Where("t", Map.of("k", "1"));
  private static final Op.Where TWO = new Op.Where("t", Map.of("k", "2"));
  private static final Op.Where SEVEN = new Op.Where("t", Map.of("v", "7"));
  private static final Op.Where ALL = Op.Where.all("t");

  private Mutants() {}

  /// Clause to program, in the order of the clauses.
  static Map<String, Program> programs() {
    Map<String, Program> programs = new LinkedHashMap<>();
    programs.put(
        "row with conflicting lock modes",
        program(
            Isolation.READ_COMMITTED,
            List.of(new Op.Lock(ONE, LockMode.NO_KEY_UPDATE, Op.Patience.NOWAIT)),
            List.of(new Op.Lock(ONE, LockMode.NO_KEY_UPDATE, Op.Patience.SKIP))));
    programs.put(
        "foreign key",
        program(
            Isolation.READ_COMMITTED,
            List.of(new Op.Lock(ONE, LockMode.KEY_SHARE, Op.Patience.NOWAIT)),
            List.of(new Op.Lock(ONE, LockMode.UPDATE, Op.Patience.SKIP))));
    programs.put(
        "predicate of a writing or locking statement",
        program(
            Isolation.READ_COMMITTED,
            block(new Op.Delete(ONE)),
            block(new Op.Lock(ONE, LockMode.UPDATE, Op.Patience.NOWAIT))));
    programs.put(
        "unique key",
        program(
            Isolation.READ_COMMITTED,
            List.of(insert(Map.of("k", "4", "v", "5", "u", "0"))),
            List.of(
                new Op.Begin(Isolation.READ_COMMITTED),
                insert(Map.of("k", "3", "v", "5", "u", "0")),
                new Op.Rollback())));
    programs.put(
        "advisory lock",
        program(
            Isolation.READ_COMMITTED,
            block(new Op.Advisory("0", false, true, false), new Op.Read(TWO)),
            block(new Op.Read(ONE), new Op.Advisory("0", true, false, false))));
    programs.put(
        "whole table",
        program(
            Isolation.READ_COMMITTED,
            block(new Op.Read(ALL), new Op.Advisory("0", false, false, false)),
            block(new Op.Truncate("t"))));
    programs.put(
        "release",
        program(
            Isolation.READ_COMMITTED,
            block(new Op.Lock(ONE, LockMode.UPDATE, Op.Patience.SKIP), new Op.Delete(ONE)),
            List.of(new Op.Lock(ONE, LockMode.UPDATE, Op.Patience.NOWAIT))));
    programs.put(
        "release for a waiting lane",
        program(
            Isolation.READ_COMMITTED,
            block(new Op.Lock(ONE, LockMode.SHARE, Op.Patience.SKIP)),
            block(
                new Op.Lock(ONE, LockMode.SHARE, Op.Patience.WAIT),
                new Op.Update(TWO, Optional.empty(), "v", "7")),
            List.of(new Op.Update(ONE, Optional.of(SEVEN), "v", "+1"))));
    programs.put(
        "deadlock circle",
        program(
                Isolation.READ_COMMITTED,
                block(add(ONE), new Op.Guarded(add(TWO))),
                block(add(TWO), add(ONE)))
            .withLastAsVictim());
    programs.put(
        "read and the COMMIT of what it could see",
        program(Isolation.READ_COMMITTED, List.of(add(ONE)), block(new Op.Read(ALL))));
    programs.put(
        "transaction snapshot and a writing COMMIT",
        program(
                Isolation.REPEATABLE_READ,
                List.of(new Op.Update(ONE, Optional.empty(), "u", "0")),
                block(new Op.NextValue("s"), new Op.Read(ONE)))
            .unstretched());
    programs.put(
        "serializable transactions' snapshots and ends",
        program(
            Isolation.SERIALIZABLE,
            serializable(new Op.Update(ONE, Optional.empty(), "v", "5"), new Op.Read(TWO)),
            serializable(new Op.Update(TWO, Optional.empty(), "v", "6"), new Op.Read(ONE))));
    programs.put(
        "sequence",
        program(
            Isolation.READ_COMMITTED,
            block(new Op.NextValue("s")),
            List.of(new Op.NextValue("s"))));
    programs.put(
        "unknown",
        program(
            Isolation.READ_COMMITTED,
            List.of(new Op.NextValue("s")),
            block(new Op.Opaque(new Op.NextValue("s")))));
    return programs;
  }

  private static Op add(Op.Where where) {
    return new Op.Update(where, Optional.empty(), "v", "+1");
  }

  private static Op.Insert insert(Map<String, String> row) {
    return new Op.Insert("t", row, Optional.empty(), Op.OnConflict.FAIL);
  }

  private static List<Op> block(Op... ops) {
    return within(Isolation.READ_COMMITTED, ops);
  }

  private static List<Op> serializable(Op... ops) {
    return within(Isolation.SERIALIZABLE, ops);
  }

  private static List<Op> within(Isolation isolation, Op... ops) {
    List<Op> all = new ArrayList<>(List.of(new Op.Begin(isolation)));
    all.addAll(List.of(ops));
    all.add(new Op.Commit());
    return all;
  }

  @SafeVarargs
  private static Program program(Isolation isolation, List<Op>... lanes) {
    List<List<Op>> all = new ArrayList<>();
    for (List<Op> lane : lanes) {
      List<Op> ops = new ArrayList<>(lane);
      if (isolation == Isolation.REPEATABLE_READ) {
        ops.replaceAll(Mutants::repeatable);
      }
      all.add(ops);
    }
    return new Program(
        isolation,
        true,
        List.of(insert(Map.of("k", "1", "v", "0")), insert(Map.of("k", "2", "v", "0"))),
        all);
  }

  private static Op repeatable(Op op) {
    return op instanceof Op.Begin ? new Op.Begin(Isolation.REPEATABLE_READ) : op;
  }
}
