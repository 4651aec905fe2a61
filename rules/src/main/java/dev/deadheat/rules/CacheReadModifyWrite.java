package dev.deadheat.rules;

import dev.deadheat.django.flow.CacheKey;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.flow.Write.Assigned;
import java.util.ArrayList;
import java.util.List;

/// A value is read from the cache, changed, and set again.
final class CacheReadModifyWrite implements Rule {
  private static final RuleId ID = new RuleId("DH105", "cache-read-modify-write", 362);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write write : flow.writes()) {
      if (write.kind() != Write.Kind.CACHE_SET) {
        continue;
      }
      for (Assigned value : write.columns().values()) {
        for (Source source : value.sources()) {
          Read read = source.read();
          if (read.kind() != Read.Kind.CACHE
              || !read.table().equals(write.table())
              || isFill(read, write)
              || CacheKey.differ(read, write)
              || Protection.covers(read, write)) {
            continue;
          }
          Project.Reach reach = project.reach(flow.function(), Protection::holds);
          if (!reach.open()) {
            continue;
          }
          out.add(
              Findings.of(
                  ID,
                  flow,
                  new Findings.Subject("cache", List.of(), Section.of(read, write), reach),
                  "a cached value is read, changed in Python and set again: of two requests at"
                      + " once, one change is lost",
                  Severity.MEDIUM,
                  Confidence.HIGH,
                  List.of(
                      "A gets the value at " + Findings.line(read.site()) + ".",
                      "B gets the same value and sets a new one.",
                      "A sets its own at " + Findings.line(write.site()) + ": B's change is lost."),
                  "Use `cache.incr()`, or another operation that the cache does by itself, or hold"
                      + " a lock that all workers share."));
        }
      }
    }
    return out;
  }

  /// Whether nothing was in the cache: two requests that fill it at once lose nothing.
  private static boolean isFill(Read read, Write write) {
    return write.guards().stream()
        .anyMatch(guard ->
            isSame(guard.source().read(), read) && guard.polarity() == Guard.Polarity.ABSENT);
  }

  /// Whether it is the same statement, perhaps of another row: a parent's name is part of a name.
  private static boolean isSame(Read one, Read other) {
    return one == other || (one.kind() == Read.Kind.CACHE && one.site().equals(other.site()));
  }
}
