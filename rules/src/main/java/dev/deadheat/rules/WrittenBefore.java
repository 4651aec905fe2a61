package dev.deadheat.rules;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether anything may have been written in a transaction when something is started in it: what
/// was committed long before is there whenever a worker begins.
final class WrittenBefore {
  private static final int MOST = 300;

  private final Map<FunctionFacts, FunctionFlow> flows = new LinkedHashMap<>();

  WrittenBefore(Collection<FunctionFlow> all) {
    all.forEach(flow -> flows.put(flow.function(), flow));
  }

  /// Whether nothing was written by then, as far as everything that may have run before is known.
  ///
  /// @param told as the function sees it that holds the transaction open
  boolean nothing(Dispatch told, FunctionFacts holder) {
    FunctionFlow flow = flows.get(holder);
    if (flow == null || !flow.whole()) {
      return false;
    }
    List<Site> way = ProgramOrder.way(told.via(), told.site());
    for (Write write : flow.writes()) {
      List<Site> there = ProgramOrder.way(write.via(), write.site());
      if (isOfRows(write)
          && there.stream().noneMatch(this::isInBackground)
          && ProgramOrder.mayPrecede(there, way)) {
        return false;
      }
    }
    return way.stream().allMatch(this::isFirst);
  }

  /// Whether none of the calls that may come before a place of its function writes.
  private boolean isFirst(Site place) {
    Optional<FunctionFlow> flow = flow(place.function());
    if (flow.isEmpty()) {
      return false;
    }
    var known = new HashSet<Site>();
    var before = new ArrayList<FunctionFacts>();
    for (CallSite call : flow.get().calls()) {
      known.add(call.site());
      if (!waits(call)
          && !call.site().equals(place)
          && !call.callee().holds(place.function())
          && ProgramOrder.mayPrecede(List.of(call.site()), List.of(place))) {
        before.add(call.callee());
      }
    }
    return writeNothing(before)
        && !Parts.any(
            place.function().node().body(),
            each -> seemsToWrite(each, place) && !known.contains(at(each, place)));
  }

  /// What happens in a function, or in the one that it stands in.
  private Optional<FunctionFlow> flow(FunctionFacts function) {
    Optional<FunctionFlow> flow = Optional.ofNullable(flows.get(function));
    return function.isNested()
        ? flow.or(() ->
            flows.values().stream().filter(each -> each.function().holds(function)).findFirst())
        : flow;
  }

  private static Site at(Expression call, Site place) {
    return new Site(place.function(), call.place());
  }

  private static boolean seemsToWrite(Expression each, Site place) {
    return Dispatchers.seemsToWrite(each)
        && !each.place().equals(place.place())
        && !ProgramOrder.isDefined(place.function().node().body(), each.place())
        && ProgramOrder.mayPrecede(List.of(at(each, place)), List.of(place));
  }

  /// Whether functions, and those that they call at once, write nothing.
  private boolean writeNothing(List<FunctionFacts> functions) {
    var seen = new HashSet<>(functions);
    var queue = new ArrayDeque<>(functions);
    while (!queue.isEmpty()) {
      FunctionFlow flow = flows.get(queue.remove());
      if (flow == null
          || !flow.whole()
          || seen.size() > MOST
          || flow.writes().stream().anyMatch(WrittenBefore::isOfRows)) {
        return false;
      }
      for (CallSite call : flow.calls()) {
        if (!waits(call) && seen.add(call.callee())) {
          queue.add(call.callee());
        }
      }
    }
    return true;
  }

  /// Whether a call hands something to a queue, so that it is done elsewhere.
  private boolean isInBackground(Site site) {
    FunctionFlow flow = flows.get(site.function());
    return flow != null
        && flow.calls().stream().anyMatch(call -> call.background() && call.site().equals(site));
  }

  private static boolean isOfRows(Write write) {
    return switch (write.kind()) {
      case TELL, CACHE_SET -> false;
      case SAVE, DELETE, UPDATE, DELETE_ROWS, CREATE, BULK_CREATE, BULK_UPDATE, GET_OR_CREATE ->
          true;
    };
  }

  private static boolean waits(CallSite call) {
    return call.background() || call.afterCommit();
  }
}
