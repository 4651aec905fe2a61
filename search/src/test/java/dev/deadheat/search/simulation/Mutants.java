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
  private static final Op.Where ALL = Op.Where.all("t");

  private Mutants() {}

  /// Clause to program, in the order of the clauses.
  static Map<String, Program> programs() {
    Map<String, Program> programs = new LinkedHashMap<>();
    programs.put(
        "row with conflicting lock modes",
        program(Isolation.REPEATABLE_READ, List.of(new Op.Delete(ALL)), List.of(add(ONE))));
    programs.put(
        "foreign key",
        program(
            Isolation.READ_COMMITTED,
            List.of(new Op.Lock(ALL, LockMode.UPDATE, Op.Patience.WAIT)),
            block(
                new Op.Lock(TWO, LockMode.KEY_SHARE, Op.Patience.WAIT),
                new Op.NextValue("s"),
                new Op.Delete(ONE))));
    programs.put(
        "predicate of a waiting, NOWAIT or SKIP LOCKED statement",
        program(
            Isolation.READ_COMMITTED,
            block(add(ONE), new Op.Delete(ONE)),
            List.of(new Op.Update(ALL, Optional.empty(), "u", "0"))));
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
            block(
                new Op.Insert("t", Map.of("k", "1", "v", "5"), Optional.of(ONE), false),
                new Op.Update(new Op.Where("c", Map.of("p", "1")), Optional.empty(), "v", "?1")),
            List.of(new Op.Truncate("t"))));
    programs.put(
        "release",
        program(
            Isolation.READ_COMMITTED,
            block(new Op.Lock(ONE, LockMode.UPDATE, Op.Patience.SKIP), new Op.Delete(ONE)),
            List.of(new Op.Lock(ONE, LockMode.UPDATE, Op.Patience.NOWAIT))));
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
            List.of(new Op.Delete(ONE)),
            block(new Op.Read(new Op.Where("c", Map.of("p", "1"))), add(ONE))));
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
            List.of(new Op.Opaque(add(ONE))),
            List.of(new Op.Update(ALL, Optional.empty(), "v", "7"))));
    return programs;
  }

  private static Op add(Op.Where where) {
    return new Op.Update(where, Optional.empty(), "v", "+1");
  }

  private static Op.Insert insert(Map<String, String> row) {
    return new Op.Insert("t", row, Optional.empty(), false);
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

  private static Program program(Isolation isolation, List<Op> one, List<Op> other) {
    List<Op> first = new ArrayList<>(one);
    List<Op> second = new ArrayList<>(other);
    if (isolation == Isolation.REPEATABLE_READ) {
      first.replaceAll(Mutants::repeatable);
      second.replaceAll(Mutants::repeatable);
    }
    return new Program(
        isolation,
        true,
        List.of(insert(Map.of("k", "1", "v", "0")), insert(Map.of("k", "2", "v", "0"))),
        List.of(first, second));
  }

  private static Op repeatable(Op op) {
    return op instanceof Op.Begin ? new Op.Begin(Isolation.REPEATABLE_READ) : op;
  }
}
