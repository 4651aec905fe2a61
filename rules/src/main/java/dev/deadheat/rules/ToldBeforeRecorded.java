package dev.deadheat.rules;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Somebody is told because no row says that he was, and only then the row is made: the second
/// request is refused by a unique key, and has told him already.
final class ToldBeforeRecorded implements Rule {
  @Override
  public RuleId id() {
    return CheckThenActOnRow.ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write write : flow.writes()) {
      boolean refused =
          write.creates() && Protection.catchesConflict(write) && CreationRaces.hasKey(write);
      Optional<Read> look =
          refused
              ? CreationRaces.looked(write, project).map(CreationRaces.Race::read)
              : Optional.empty();
      if (look.isEmpty()) {
        continue;
      }
      Project.Reach reach = project.reach(flow.function(), Protection::holds);
      if (reach.open()) {
        flow.dispatches().stream()
            .filter(told -> isBefore(told, write) && restsOn(told, look.get()))
            .findFirst()
            .ifPresent(told -> out.add(finding(flow, look.get(), told, write, reach)));
      }
    }
    return out;
  }

  private static boolean isBefore(Dispatch told, Write write) {
    return !Stakes.onlyAsks(told)
        && Section.isBefore(told.site(), told.via(), write.site(), write.via());
  }

  /// Whether it was told under the same look, or of a row that was found by it.
  private static boolean restsOn(Dispatch told, Read look) {
    return told.guards().stream().map(Guard::source).anyMatch(source -> source.read() == look)
        || told.sources().stream().anyMatch(source -> Stakes.isOf(source.read(), look));
  }

  private static Finding finding(
      FunctionFlow flow, Read look, Dispatch told, Write write, Project.Reach reach) {
    Section whole = Section.of(look, write);
    Site read = whole.read().orElse(whole.write());
    Site sent = told.outermost();
    String model = write.table().name();
    return Findings.of(
        CheckThenActOnRow.ID,
        flow,
        new Findings.Subject(model, List.of(), whole, reach),
        "`"
            + told.task()
            + "` tells somebody because no row of "
            + model
            + " says that it was done, and the row is made only then: two requests both tell",
        Severity.MEDIUM,
        reach.byCommand() ? Confidence.LOW : Confidence.MEDIUM,
        List.of(
            "A looks for " + model + " at " + Findings.line(read) + " and finds none.",
            "B looks too, and finds none; both tell at " + Findings.line(sent) + ".",
            "A makes the row at "
                + Findings.line(whole.write())
                + "; B is refused, and has told already."),
        "Make the row first, in a transaction, and tell only if it could be made"
            + " (`get_or_create()` and its `created`).");
  }
}
