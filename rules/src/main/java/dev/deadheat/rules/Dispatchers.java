package dev.deadheat.rules;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.entry.EntryPoint;
import dev.deadheat.django.flow.Analysis;
import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What functions start outside the database, and which of them only hand on what they are told to.
final class Dispatchers {
  private static final Pattern WRITES =
      Pattern.compile(
          "save|create|(?<!select_for_)update|delete|execute|add|remove|set$|clear|submit");

  private final ProjectFacts facts;
  private final Set<FunctionFacts> dispatchers = new HashSet<>();
  private final Map<Site, List<Started>> started = new HashMap<>();

  /// What a function starts, by itself or by what it calls.
  private record Started(FunctionFacts by, Dispatch told) {}

  /// Of each call of a function of the project, whether that is seen to write rows.
  private final Map<Site, List<Boolean>> writing = new HashMap<>();

  Dispatchers(ProjectFacts facts) {
    this.facts = facts;
    for (FunctionFlow flow : facts.flows()) {
      boolean called = !facts.callers().getOrDefault(flow.function(), List.of()).isEmpty();
      if (called && isDispatcher(flow)) {
        dispatchers.add(flow.function());
      }
      if (!flow.function().module().library()) {
        for (CallSite call : facts.callers().getOrDefault(flow.function(), List.of())) {
          writing.computeIfAbsent(call.site(), _ -> new ArrayList<>()).add(writesRows(flow));
        }
      }
      for (Dispatch told : flow.dispatches()) {
        started
            .computeIfAbsent(told.site(), _ -> new ArrayList<>())
            .add(new Started(flow.function(), told));
      }
    }
  }

  /// Whether a function only hands on to a queue what it is given, the task's name too: what is in
  /// a queue, and after which writes, its callers know.
  boolean isDispatcher(FunctionFacts function) {
    return dispatchers.contains(function);
  }

  /// From which call on something is only handed on, by helpers that start what they are told to:
  /// an index into `dispatch.via()`, or its size if it is no helper that starts it.
  int handedOver(Dispatch dispatch) {
    int at = dispatch.via().size();
    FunctionFacts by = dispatch.site().function();
    while (at > 0 && isDispatcher(by)) {
      by = dispatch.via().get(--at).function();
    }
    return at;
  }

  /// Whether somebody wrote a row before a function starts something for a row that it was given,
  /// or may have: each of its callers is asked, as far as they are known.
  boolean wroteBefore(Dispatch dispatch, FunctionFacts function) {
    List<CallSite> calls = facts.callers().getOrDefault(function, List.of());
    boolean given =
        dispatch.sources().stream().allMatch(source -> source.read().rootParameter().isPresent());
    Optional<EntryPoint> entry = facts.entryPoints().of(function);
    if (given && entry.filter(each -> each.kind().isRequest()).isPresent()) {
      // What a request is given was there before it, unless something that is not known writes.
      return Parts.any(
          function.node().body(), each -> seemsToWrite(each) && !isHarmless(each, function));
    }
    if (calls.isEmpty() || !given || entry.isPresent()) {
      return true;
    }
    return calls.stream()
        .flatMap(call ->
            started.getOrDefault(dispatch.site(), List.of()).stream()
                .filter(each -> each.by().equals(call.caller())))
        .anyMatch(each -> each.told().wrote() || isNew(each.told()));
  }

  /// Whether a call may lead to where something is started: a caller whose arguments say that
  /// nothing is to be started is none. What is too far away to be seen may.
  boolean leads(CallSite call, Dispatch dispatch) {
    List<Started> seen = started.getOrDefault(dispatch.site(), List.of());
    boolean near =
        seen.stream()
            .anyMatch(each ->
                each.by().equals(call.callee()) && each.told().via().size() < Analysis.LEVELS - 2);
    return !near
        || seenFrom(call.caller(), dispatch).stream()
            .anyMatch(told -> told.outermost().equals(call.site()));
  }

  /// How a function sees that something is started, by itself or by what it calls.
  List<Dispatch> seenFrom(FunctionFacts function, Dispatch dispatch) {
    return started.getOrDefault(dispatch.site(), List.of()).stream()
        .filter(each -> each.by().equals(function))
        .map(Started::told)
        .toList();
  }

  /// Whether a call writes, by its name.
  static boolean seemsToWrite(Expression expression) {
    return expression instanceof Expression.Call call
        && WRITES.matcher(FunctionFacts.lastName(call.function())).find();
  }

  /// Whether a call is of functions of the project, of which none is seen to write.
  private boolean isHarmless(Expression call, FunctionFacts function) {
    List<Boolean> writes = writing.get(new Site(function, call.place()));
    return writes != null && !writes.contains(true);
  }

  private static boolean writesRows(FunctionFlow flow) {
    return flow.writes().stream()
        .anyMatch(write -> write.kind() != Write.Kind.TELL && write.kind() != Write.Kind.CACHE_SET);
  }

  private static boolean isNew(Dispatch told) {
    return told.sources().stream()
        .anyMatch(source -> {
          Read.Kind kind = source.read().kind();
          return kind != Read.Kind.ROW && kind != Read.Kind.ROWS;
        });
  }

  private static boolean isDispatcher(FunctionFlow flow) {
    boolean hands =
        flow.dispatches().stream()
            .filter(dispatch -> isOfClass(dispatch, flow.function()))
            .anyMatch(dispatch -> isHandedOn(dispatch, flow.function()));
    return hands
        && flow.writes().stream()
            .allMatch(
                write -> write.kind() == Write.Kind.TELL || write.kind() == Write.Kind.CACHE_SET);
  }

  /// Whether a function itself, or another method of its class, starts it.
  private static boolean isOfClass(Dispatch dispatch, FunctionFacts function) {
    return dispatch.isIn(function)
        || (function.owner().isPresent()
            && function.owner().equals(dispatch.site().function().owner()));
  }

  private static boolean isHandedOn(Dispatch dispatch, FunctionFacts function) {
    boolean given =
        !dispatch.sources().isEmpty()
            && dispatch.sources().stream()
                .allMatch(source -> source.read().rootParameter().isPresent());
    boolean named =
        function.parameters().stream().anyMatch(each -> each.name().equals(dispatch.task()));
    return given && (named || dispatch.kind() == Dispatch.Kind.MESSAGE);
  }
}
