package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rows of two tables are locked in one order here and in the other order elsewhere: a deadlock.
final class LockOrder implements Rule {
  private static final RuleId ID = new RuleId("DH501", "lock-order", 833);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (LockPairs.Pair pair : LockPairs.of(flow)) {
      Optional<LockPairs.Pair> other =
          project.lockPairs().stream().filter(pair::crosses).findFirst();
      if (other.isPresent() && flow.function().holds(pair.secondSite().function())) {
        out.add(finding(flow, project, pair, other.get()));
      }
    }
    for (LockPairs.Twins twins : LockPairs.twins(flow)) {
      out.add(finding(flow, project, twins));
    }
    return out;
  }

  private static Finding finding(FunctionFlow flow, Project project, LockPairs.Twins twins) {
    String model = twins.first().table().name();
    var section = Section.of(twins.first(), twins.second());
    Site first = section.read().orElse(section.write());
    Site second = section.write();
    Project.Reach reach = project.reach(flow.function(), Protection::holds);
    return Findings.of(
        ID,
        flow,
        new Findings.Subject(model, List.of(), section, reach),
        "two rows of "
            + model
            + " are locked in the order in which the request names them: a request that names them"
            + " the other way round holds what this one waits for",
        Severity.MEDIUM,
        reach.entries().isEmpty() ? Confidence.LOW : Confidence.MEDIUM,
        List.of(
            "A locks row 1 of " + model + " at " + Findings.line(first) + ".",
            "B, where the two rows are swapped, locks row 2 there.",
            "A wants row 2 at "
                + Findings.line(second)
                + " and B row 1: the database ends one of them with an error."),
        "Lock both in one order, whatever the request says: one"
            + " `select_for_update().filter(pk__in=[...]).order_by(\"pk\")`, evaluated, or sort"
            + " the keys first.");
  }

  private static Finding finding(
      FunctionFlow flow, Project project, LockPairs.Pair pair, LockPairs.Pair other) {
    String first = pair.first().name();
    String second = pair.second().name();
    Project.Reach reach = project.reach(flow.function(), _ -> false);
    return Findings.of(
        ID,
        flow,
        new Findings.Subject(
            second,
            List.of(),
            new Section(Optional.of(pair.firstSite()), pair.secondSite(), pair.secondSite()),
            reach),
        "rows of "
            + first
            + " are locked before rows of "
            + second
            + " here, and after them at "
            + Findings.line(other.secondSite())
            + ": two requests can each wait for the other",
        Severity.MEDIUM,
        reach.entries().isEmpty() ? Confidence.LOW : Confidence.MEDIUM,
        List.of(
            "A locks a row of " + first + " at " + Findings.line(pair.firstSite()) + ".",
            "B locks a row of " + second + " at " + Findings.line(other.firstSite()) + ".",
            "A waits for B's row and B for A's: the database ends one of them with an error."),
        "Lock the tables in one order everywhere, or lock one row first that both paths share.");
  }
}
