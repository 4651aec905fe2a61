package dev.deadheat.rules;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Functions that call one another in a circle, which nobody else is seen to call.
final class Circles {
  private Circles() {}

  /// Whether some of these functions, of which each has a caller, are called by no protected call,
  /// neither themselves nor those who call them: then only a circle is left that calls them.
  ///
  /// @param functions a function and whoever calls it unprotected, near or far
  static boolean areLeft(
      Set<FunctionFacts> functions,
      Map<FunctionFacts, List<CallSite>> callers,
      Predicate<CallSite> safe) {
    var behind = new HashSet<FunctionFacts>();
    var queue = new ArrayDeque<FunctionFacts>();
    for (FunctionFacts each : functions) {
      if (callers.getOrDefault(each, List.of()).stream().anyMatch(safe) && behind.add(each)) {
        queue.add(each);
      }
    }
    while (!queue.isEmpty()) {
      FunctionFacts caller = queue.remove();
      for (FunctionFacts each : functions) {
        boolean calls =
            callers.getOrDefault(each, List.of()).stream()
                .anyMatch(call -> call.caller().equals(caller));
        if (calls && behind.add(each)) {
          queue.add(each);
        }
      }
    }
    return behind.size() < functions.size();
  }
}
