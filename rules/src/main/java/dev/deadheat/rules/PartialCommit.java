package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Torn;
import java.util.ArrayList;
import java.util.List;

/// Two writes belong together, no transaction holds them, and the second may be refused when the
/// first is already committed.
///
/// Anomaly: P2, fuzzy read (Berenson et al. 1995): what was looked at before the first write has
/// changed before the second.
final class PartialCommit implements Rule {
  private static final RuleId ID = new RuleId("DH404", "partial-commit", 460);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Torn torn : flow.torn()) {
      Project.Reach reach = project.reachOutsideTransactions(flow.function());
      if (reach.open()) {
        out.add(finding(flow, torn, reach));
      }
    }
    return out;
  }

  private static Finding finding(FunctionFlow flow, Torn torn, Project.Reach reach) {
    var section = Section.of(torn.write(), torn.refused());
    Site first = section.read().orElse(section.write());
    Site second = section.write();
    String written = torn.write().table().name();
    String refused = torn.refused().table().name();
    return Findings.of(
        ID,
        flow,
        new Findings.Subject(refused, List.of(), section, reach),
        "the write of "
            + written
            + " at "
            + Findings.line(first)
            + " is committed by itself, and stays if this condition no longer holds: half of the"
            + " work is done, and the request fails",
        Severity.HIGH,
        Confidence.MEDIUM,
        List.of(
            "A writes " + written + " at " + Findings.line(first) + ": committed at once.",
            "B changes the row of " + refused + " that A writes next.",
            "A changes no row at "
                + Findings.line(second)
                + (torn.answered() ? " and answers so" : " and raises an error")
                + "; its first write is not taken back."),
        torn.answered()
            ? "Put both into one transaction, `with transaction.atomic():`, raise an error inside it"
                + " where the second changes nothing, and answer outside: a `return` takes nothing"
                + " back."
            : "Put both into one transaction that the error leaves: `with transaction.atomic():`"
                + " around them, and no `except` inside it.");
  }
}
