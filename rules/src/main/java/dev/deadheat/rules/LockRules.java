package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.LockUse;
import dev.deadheat.django.flow.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The rules about locks themselves.
final class LockRules {
  private LockRules() {}

  /// `select_for_update()` is evaluated where no transaction is open: Django raises, or the lock is
  /// gone at once.
  static final class OutsideTransaction implements Rule {
    private static final RuleId ID = new RuleId("DH301", "lock-outside-transaction", 667);

    @Override
    public RuleId id() {
      return ID;
    }

    @Override
    public List<Finding> check(FunctionFlow flow, Project project) {
      var out = new ArrayList<Finding>();
      for (LockUse use : flow.lockUses()) {
        if (use.kind() != LockUse.Kind.TAKEN || use.inTransaction()) {
          continue;
        }
        Project.Reach reach = project.reachOutsideTransactions(flow.function());
        if (!reach.open()) {
          continue;
        }
        boolean called =
            !project.facts().callers().getOrDefault(flow.function(), List.of()).isEmpty();
        out.add(
            finding(
                ID,
                flow,
                use,
                reach,
                "`select_for_update()` is evaluated where no transaction is open: Django raises"
                    + " TransactionManagementError, or the lock is released at once",
                reach.entries().isEmpty() && !called ? Confidence.LOW : Confidence.MEDIUM,
                "Open the transaction first: `with transaction.atomic():` around the locking read"
                    + " and the write that it protects."));
      }
      return out;
    }
  }

  /// A locking queryset that locks nothing.
  static final class NeverTaken implements Rule {
    private static final RuleId ID = new RuleId("DH302", "lock-never-taken", 667);
    private static final Set<String> WRITES =
        Set.of("update", "aupdate", "delete", "adelete", "_raw_delete");

    @Override
    public RuleId id() {
      return ID;
    }

    @Override
    public List<Finding> check(FunctionFlow flow, Project project) {
      var out = new ArrayList<Finding>();
      for (LockUse use : flow.lockUses()) {
        boolean never = use.kind() == LockUse.Kind.NEVER;
        if (!never && use.kind() != LockUse.Kind.DROPPED) {
          continue;
        }
        out.add(
            finding(
                ID,
                flow,
                use,
                project.reach(flow.function(), _ -> false),
                never
                    ? "this `select_for_update()` queryset is never evaluated: nothing is locked"
                    : "`" + use.method() + "()` drops the lock of its queryset: nothing is locked",
                locksItself(use) ? Confidence.LOW : Confidence.HIGH,
                never
                    ? "Evaluate it before relying on it, for instance with `list(...)`."
                    : "Read the rows with the lock first (`list(queryset.values_list(\"pk\"))`),"
                        + " then act."));
      }
      return out;
    }

    /// Whether the statement locks the rows that it writes: the lock asked for before is only idle.
    private static boolean locksItself(LockUse use) {
      return use.kind() == LockUse.Kind.DROPPED && WRITES.contains(use.method());
    }
  }

  /// The rows of a relation that may lead nowhere are locked with the rows that are asked for.
  static final class OnNullableJoin implements Rule {
    private static final RuleId ID = new RuleId("DH304", "lock-on-nullable-join", 667);

    @Override
    public RuleId id() {
      return ID;
    }

    @Override
    public List<Finding> check(FunctionFlow flow, Project project) {
      var out = new ArrayList<Finding>();
      for (LockUse use : flow.lockUses()) {
        if (use.kind() == LockUse.Kind.NULLABLE) {
          out.add(
              finding(
                  ID,
                  flow,
                  use,
                  project.reach(flow.function(), _ -> false),
                  "`select_related(\""
                      + use.method()
                      + "\")` joins rows that may not be there, and PostgreSQL refuses to lock the"
                      + " nullable side of an outer join: this raises NotSupportedError",
                  Confidence.HIGH,
                  "Say what to lock: `select_for_update(of=(\"self\",))`.",
                  List.of(
                      "A asks for the lock at " + Findings.line(use.site()) + ".",
                      "The database refuses the statement, whoever else is there.",
                      "Where the error is caught, A goes on without a lock.")));
        }
      }
      return out;
    }
  }

  private static Finding finding(
      RuleId rule,
      FunctionFlow flow,
      LockUse use,
      Project.Reach reach,
      String message,
      Confidence confidence,
      String cure) {
    return finding(
        rule,
        flow,
        use,
        reach,
        message,
        confidence,
        cure,
        List.of(
            "A believes that it holds the lock from " + Findings.line(use.site()) + " on.",
            "B takes no notice and changes the row.",
            "A goes on with what it read."));
  }

  private static Finding finding(
      RuleId rule,
      FunctionFlow flow,
      LockUse use,
      Project.Reach reach,
      String message,
      Confidence confidence,
      String cure,
      List<String> story) {
    Site at = use.site();
    return Findings.of(
        rule,
        flow,
        new Findings.Subject(use.table().name(), List.of(), Section.at(at), reach),
        message,
        Severity.MEDIUM,
        confidence,
        story,
        cure);
  }
}
