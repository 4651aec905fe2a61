package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.LockUse;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A transaction locks a row, does nothing else and ends: what was read before may be old, what is
/// written after is not protected.
final class LockLetGo implements Rule {
  @Override
  public RuleId id() {
    return ReadBeforeLock.ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (LockUse use : flow.lockUses()) {
      Optional<Write> after =
          use.kind() == LockUse.Kind.LET_GO
              ? flow.writes().stream().filter(write -> isAfter(write, use)).findFirst()
              : Optional.empty();
      if (after.isEmpty()) {
        continue;
      }
      // In a transaction that is open around it the lock is kept.
      Project.Reach reach = project.reachOutsideTransactions(flow.function());
      if (reach.open()) {
        out.add(finding(flow, use, after.get(), reach));
      }
    }
    return out;
  }

  private static boolean isAfter(Write write, LockUse use) {
    boolean stored =
        switch (write.kind()) {
          case SAVE, DELETE, UPDATE, DELETE_ROWS, CREATE, BULK_CREATE, BULK_UPDATE, GET_OR_CREATE ->
              true;
          case CACHE_SET, TELL -> false;
        };
    return stored && Section.isBefore(use.site(), use.via(), write.site(), write.via());
  }

  private static Finding finding(FunctionFlow flow, LockUse use, Write write, Project.Reach reach) {
    Site lock = use.site();
    String model = use.table().name();
    var section = new Section(Optional.of(lock), Section.at(write.outermost()).write(), lock);
    return Findings.of(
        ReadBeforeLock.ID,
        flow,
        new Findings.Subject(model, List.of(), section, reach),
        "a row of "
            + model
            + " is locked by a transaction that does nothing else: the lock is gone before anything"
            + " is read or written under it",
        Severity.MEDIUM,
        Confidence.MEDIUM,
        List.of(
            "A locks a row of " + model + " at " + Findings.line(lock) + " and lets it go at once.",
            "B changes the row.",
            "A goes on with what it read before, and writes at "
                + Findings.line(write.outermost())
                + "."),
        "Keep the transaction open from the lock to the last write that it is to protect, and read"
            + " what is decided on after the lock.");
  }
}
