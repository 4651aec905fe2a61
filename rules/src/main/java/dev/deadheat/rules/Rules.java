package dev.deadheat.rules;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.flow.FunctionFlow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All rules, and how they are run over a project.
public final class Rules {
  private static final List<Rule> ALL =
      List.of(
          new LostUpdate(),
          new StaleOverwrite(),
          new ReadBeforeLock(),
          new LockLetGo(),
          new StaleBulkUpdate(),
          new CacheReadModifyWrite(),
          new CheckThenCreate(),
          new GetOrCreateWithoutUniqueKey(),
          new CheckThenActOnRow(),
          new CheckThenDelete(),
          new ToldBeforeRecorded(),
          new QuotaCheck(),
          new QuotaOnRow(),
          new SoleRow(),
          new UncheckedLimit(),
          new MaxPlusOne(),
          new LockRules.OutsideTransaction(),
          new LockRules.NeverTaken(),
          new LockNotReleased(),
          new LockRules.OnNullableJoin(),
          new DispatchBeforeCommit(),
          new SwallowedDatabaseError(),
          new SlowCallUnderLock(),
          new PartialCommit(),
          new LockOrder(),
          new UnorderedBulkLock());

  private Rules() {}

  /// The rules' names, in the order of their codes, each once.
  public static List<RuleId> ids() {
    return ALL.stream()
        .map(Rule::id)
        .distinct()
        .sorted(Comparator.comparing(RuleId::code))
        .toList();
  }

  /// Every finding of every rule, by file and line; one for each code, read, write and place.
  public static List<Finding> check(ProjectFacts facts) {
    var project = new Project(facts);
    List<Finding> found =
        facts.flows().parallelStream().flatMap(flow -> one(flow, project)).toList();
    Map<String, Finding> unique = new LinkedHashMap<>();
    for (Finding finding : found) {
      String key =
          finding.rule().code()
              + "|"
              + finding.read().map(Object::toString).orElse("")
              + "|"
              + finding.write().map(Object::toString).orElse("")
              + "|"
              + finding.path()
              + finding.line();
      unique.merge(key, finding, Rules::joined);
    }
    var out = new ArrayList<>(Crowds.thinned(unique.values()));
    out.sort(
        Comparator.comparing(Finding::path)
            .thenComparingInt(Finding::line)
            .thenComparing(finding -> finding.rule().code())
            .thenComparing(finding -> finding.read().map(Object::toString).orElse("")));
    return List.copyOf(out);
  }

  /// One race seen from two functions: the surer words, and the entry points of both.
  private static Finding joined(Finding left, Finding right) {
    Finding surer = right.confidence().compareTo(left.confidence()) < 0 ? right : left;
    var entries = new LinkedHashSet<>(left.entryPoints());
    entries.addAll(right.entryPoints());
    return surer.reachedBy(entries.stream().limit(Findings.MAX_ENTRIES).toList());
  }

  private static Stream<Finding> one(FunctionFlow flow, Project project) {
    return ALL.stream().flatMap(rule -> rule.check(flow, project).stream());
  }
}
