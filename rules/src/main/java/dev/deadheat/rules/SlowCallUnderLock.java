package dev.deadheat.rules;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Lock;
import dev.deadheat.django.flow.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Another service is asked, or a mail sent, while rows are locked: everybody waits for it.
final class SlowCallUnderLock implements Rule {
  private static final RuleId ID = new RuleId("DH403", "slow-call-under-lock", 833);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Dispatch call : flow.dispatches()) {
      Optional<Lock> held = call.locks().stream().filter(SlowCallUnderLock::blocks).findFirst();
      if (held.isPresent() && isSlow(call)) {
        out.add(finding(flow, project, call, held.get()));
      }
    }
    return out;
  }

  private static boolean isSlow(Dispatch call) {
    return switch (call.kind()) {
      case HTTP, MAIL -> true;
      case TASK, OWN_TASK, LATER_TASK, MESSAGE -> false;
    };
  }

  /// Whether others wait for the lock in the database, with a connection in their hands.
  private static boolean blocks(Lock lock) {
    return switch (lock.kind()) {
      case ROW, DATABASE -> true;
      case CACHE, PROCESS, CLAIM -> false;
    };
  }

  private static Finding finding(FunctionFlow flow, Project project, Dispatch call, Lock held) {
    Site at = call.site();
    String locked = held.table().map(table -> "rows of " + table.name()).orElse("a lock");
    String what = call.kind() == Dispatch.Kind.MAIL ? "sends mail" : "asks another service";
    return Findings.of(
        ID,
        flow,
        new Findings.Subject(
            held.table().map(table -> table.name()).orElse(""),
            List.of(),
            Section.of(held.site(), List.of(), at, call.via()),
            project.reach(flow.function(), _ -> false)),
        "`"
            + call.task()
            + "` "
            + what
            + " while "
            + locked
            + " are held: everybody who wants them waits as long as the other side takes",
        Severity.MEDIUM,
        Confidence.MEDIUM,
        List.of(
            "A locks " + locked + " at " + Findings.line(held.site()) + ".",
            "A waits for the other side at " + Findings.line(at) + ".",
            "B wants the same and waits too; enough of B, and no connection is left."),
        "Do it after the commit (`transaction.on_commit`), or before the lock is taken.");
  }
}
