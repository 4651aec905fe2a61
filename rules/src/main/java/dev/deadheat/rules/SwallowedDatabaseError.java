package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Swallow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A database error is caught inside the transaction that it has broken: what comes after fails
/// too, or is rolled back without a word.
final class SwallowedDatabaseError implements Rule {
  private static final RuleId ID = new RuleId("DH402", "swallowed-database-error", 390);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Swallow swallow : flow.swallows()) {
      boolean byCaller = !swallow.inTransaction() && isCalledInside(flow, project);
      if (swallow.inTransaction() || byCaller) {
        out.add(finding(flow, project, swallow));
      }
    }
    return out;
  }

  /// Whether the transaction is a request's own, or that of a caller.
  private static boolean isCalledInside(FunctionFlow flow, Project project) {
    boolean requests =
        project.facts().settings().atomicRequests()
            && project
                .facts()
                .entryPoints()
                .of(flow.function())
                .filter(entry -> entry.kind().isRequest())
                .isPresent();
    return requests || project.isCalledInTransaction(flow.function());
  }

  private static Finding finding(FunctionFlow flow, Project project, Swallow swallow) {
    String model = swallow.table().name();
    return Findings.of(
        ID,
        flow,
        new Findings.Subject(
            model,
            List.of(),
            new Section(Optional.of(swallow.write()), swallow.site(), swallow.site()),
            project.reach(flow.function(), _ -> false)),
        "`except "
            + swallow.exception()
            + "` inside a transaction hides that the failed write of "
            + model
            + " has broken it: every later query raises, or all is rolled back at the end without a"
            + " word",
        Severity.MEDIUM,
        swallow.inTransaction() ? Confidence.HIGH : Confidence.MEDIUM,
        List.of(
            "A and B write the same key; B is first, A fails at "
                + Findings.line(swallow.write())
                + ".",
            "A catches the error at " + Findings.line(swallow.site()) + " and goes on.",
            "The transaction is broken: what A did before is gone, what comes next raises."),
        "Give the write a savepoint of its own: `with transaction.atomic():` inside the `try`.");
  }
}
