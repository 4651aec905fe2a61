package dev.deadheat.rules;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A task is queued while the transaction that writes its rows is still open: the worker may run
/// first, and see nothing.
final class DispatchBeforeCommit implements Rule {
  private static final RuleId ID = new RuleId("DH401", "dispatch-before-commit", 367);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    var sent = new HashSet<Site>();
    for (Dispatch dispatch : flow.dispatches()) {
      boolean task =
          switch (dispatch.kind()) {
            case TASK, OWN_TASK, LATER_TASK, MESSAGE -> true;
            case MAIL, HTTP -> false;
          };
      if (task
          && !project.dispatchers().isDispatcher(flow.function())
          && !isSignalled(dispatch, project)) {
        // A helper that tries twice sends one message.
        OpenTransaction.around(dispatch, flow.function(), project)
            .filter(_ -> dispatch.kind() != Dispatch.Kind.MESSAGE || sent.add(dispatch.outermost()))
            .ifPresent(open -> out.add(finding(flow, project, dispatch, open)));
      }
    }
    return out;
  }

  /// Whether the commit comes first in all likelihood.
  private static boolean isLater(Dispatch dispatch) {
    return switch (dispatch.kind()) {
      case OWN_TASK, LATER_TASK -> true;
      case TASK, MESSAGE, MAIL, HTTP -> false;
    };
  }

  /// Whether nothing was written in the transaction when the task is started: it can miss nothing.
  private static boolean isAlone(Dispatch dispatch, OpenTransaction open, Project project) {
    FunctionFacts holder = open.site().function();
    return switch (open.by()) {
      case HERE, CALLER, SETTING -> {
        List<Dispatch> seen = project.dispatchers().seenFrom(holder, dispatch);
        yield !seen.isEmpty()
            && !isSignalled(holder, project)
            && (open.by() != OpenTransaction.By.SETTING || isCalled(holder, project))
            && seen.stream().allMatch(told -> project.writtenBefore().nothing(told, holder));
      }
      // Whoever sends the signal has written something.
      case FRAMEWORK, SENDER, ADMIN, DELETER, RELATION -> false;
    };
  }

  /// Whether it is a receiver of the project's own signal that starts it: who sends the signal need
  /// not know, so it is told of where the receiver starts it.
  private static boolean isSignalled(Dispatch dispatch, Project project) {
    Stream<FunctionFacts> below =
        Stream.concat(
            dispatch.via().stream().skip(1).map(Site::function),
            dispatch.via().isEmpty() ? Stream.empty() : Stream.of(dispatch.site().function()));
    return below.anyMatch(project.facts().signals()::isOwnReceiver);
  }

  private static boolean isCalled(FunctionFacts function, Project project) {
    return project.facts().entryPoints().of(function).isPresent()
        || project.facts().callers().containsKey(function);
  }

  private static boolean isSignalled(FunctionFacts function, Project project) {
    return project.facts().signals().isReceiver(function)
        || project.facts().signals().isOwnReceiver(function);
  }

  private static Finding finding(
      FunctionFlow flow, Project project, Dispatch dispatch, OpenTransaction open) {
    int from = project.dispatchers().handedOver(dispatch);
    boolean handed = from < dispatch.via().size();
    Site started = handed ? dispatch.via().get(from) : dispatch.site();
    String task =
        handed
            ? (from + 1 < dispatch.via().size() ? dispatch.via().get(from + 1) : dispatch.site())
                .function()
                .name()
            : dispatch.task();
    Section section =
        new Section(
            Optional.of(open.site()),
            started,
            dispatch.via().isEmpty() ? started : dispatch.via().getFirst());
    Project.Reach reach =
        project.reach(flow.function(), call -> call.background() || call.afterCommit());
    return Findings.of(
        ID,
        flow,
        new Findings.Subject(task, List.of(), section, reach),
        "`"
            + task
            + "` is started while a transaction is open"
            + open.words()
            + ": it may run before the commit and miss the rows, or run though all is rolled back",
        Severity.MEDIUM,
        isLater(dispatch) || isAlone(dispatch, open, project)
            ? Confidence.LOW
            : Findings.reached(open.confidence(dispatch), reach, flow),
        List.of(
            "The request writes its rows; nothing is committed yet.",
            "It starts `" + task + "` at " + Findings.line(started) + ".",
            "The worker reads at once: the rows are not there."),
        "Start it when the rows are there: `transaction.on_commit(lambda: ...)`.");
  }
}
