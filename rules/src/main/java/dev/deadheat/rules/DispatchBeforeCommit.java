package dev.deadheat.rules;

import dev.deadheat.django.entry.EntryPoint;
import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// A task is queued while the transaction that writes its rows is still open: the worker may run
/// first, and see nothing.
final class DispatchBeforeCommit implements Rule {
  private static final RuleId ID = new RuleId("DH401", "dispatch-before-commit", 367);

  @Override
  public RuleId id() {
    return ID;
  }

  /// Where the open transaction comes from.
  private record Opened(Site site, boolean wholeRequest) {}

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Dispatch dispatch : flow.dispatches()) {
      boolean task =
          dispatch.kind() == Dispatch.Kind.TASK || dispatch.kind() == Dispatch.Kind.MESSAGE;
      if (!task || !dispatch.via().isEmpty()) {
        continue;
      }
      Optional<Opened> opened =
          dispatch.inTransaction()
              ? Optional.of(new Opened(dispatch.site(), false))
              : outside(flow.function(), project);
      if (opened.isEmpty()) {
        continue;
      }
      boolean lexical = dispatch.inTransaction();
      boolean wrote = dispatch.wrote() || carriesRow(dispatch);
      if (!wrote && !lexical) {
        continue;
      }
      Project.Reach reach = project.reach(flow.function(), _ -> false);
      Confidence confidence = lexical && wrote ? Confidence.HIGH : Confidence.MEDIUM;
      out.add(
          Findings.of(
              ID,
              flow,
              new Findings.Subject(
                  dispatch.task(),
                  List.of(),
                  Optional.of(opened.get().site()),
                  dispatch.site(),
                  reach),
              "`"
                  + dispatch.task()
                  + "` is started while a transaction is open"
                  + (lexical
                      ? ""
                      : opened.get().wholeRequest()
                          ? " (ATOMIC_REQUESTS holds it until the response)"
                          : " (by the caller at " + Findings.line(opened.get().site()) + ")")
                  + ": it may run before the commit and miss the rows, or run though all is rolled"
                  + " back",
              Severity.MEDIUM,
              confidence,
              List.of(
                  "The request writes its rows; nothing is committed yet.",
                  "It starts `" + dispatch.task() + "` at " + Findings.line(dispatch.site()) + ".",
                  "The worker reads at once: the rows are not there."),
              "Start it when the rows are there: `transaction.on_commit(lambda: ...)`."));
    }
    return out;
  }

  private static boolean carriesRow(Dispatch dispatch) {
    return !dispatch.sources().isEmpty();
  }

  private static Optional<Opened> outside(FunctionFacts function, Project project) {
    var seen = new HashSet<FunctionFacts>();
    var queue = new ArrayDeque<FunctionFacts>();
    queue.add(function);
    seen.add(function);
    while (!queue.isEmpty() && seen.size() < 200) {
      FunctionFacts each = queue.remove();
      Optional<EntryPoint> entry = project.facts().entryPoints().of(each);
      if (entry.isPresent()) {
        if (entry.get().kind().isRequest() && project.facts().settings().atomicRequests()) {
          return Optional.of(new Opened(new Site(each, each.node().place()), true));
        }
      }
      for (CallSite call : project.facts().callers().getOrDefault(each, List.of())) {
        if (call.background() || call.afterCommit()) {
          continue;
        }
        if (call.inTransaction()) {
          return Optional.of(new Opened(call.site(), false));
        }
        if (seen.add(call.caller())) {
          queue.add(call.caller());
        }
      }
    }
    return Optional.empty();
  }
}
