package dev.deadheat.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One write that is reached with stale rows from many places is one defect, cured in one place: a
/// few of the places are shown, the others are counted.
final class Crowds {
  private static final int MOST = 3;

  private Crowds() {}

  static List<Finding> thinned(Collection<Finding> findings) {
    Map<String, List<Finding>> byWrite = new LinkedHashMap<>();
    for (Finding finding : findings) {
      String key = finding.rule().code() + "|" + finding.model() + "|" + finding.write();
      byWrite.computeIfAbsent(key, _ -> new ArrayList<>()).add(finding);
    }
    var out = new ArrayList<Finding>();
    for (List<Finding> crowd : byWrite.values()) {
      // Each transaction in which something is started too early is a place of its own.
      boolean apart = crowd.getFirst().rule().code().equals("DH401");
      if (apart || crowd.size() <= MOST) {
        out.addAll(crowd);
        continue;
      }
      crowd.sort(
          Comparator.comparing(Finding::confidence)
              .thenComparing(finding -> finding.entryPoints().isEmpty())
              .thenComparing(Finding::path)
              .thenComparingInt(Finding::line)
              .thenComparing(finding -> finding.read().map(Object::toString).orElse("")));
      out.addAll(crowd.subList(0, MOST - 1));
      out.add(
          crowd
              .get(MOST - 1)
              .adding(
                  "The same write is reached from "
                      + (crowd.size() - MOST)
                      + " more places in this way."));
    }
    return out;
  }
}
