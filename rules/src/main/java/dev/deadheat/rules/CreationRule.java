package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the rules about rows that are created after a look share.
abstract class CreationRule implements Rule {
  abstract CreationRaces.Defect defect();

  /// Whether it may be right where nobody is seen to come by.
  boolean holdsUnreached() {
    return true;
  }

  abstract String message(CreationRaces.Race race, Write write);

  abstract String cure(CreationRaces.Race race, Write write);

  @Override
  public final List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write write : flow.writes()) {
      Optional<CreationRaces.Race> race = CreationRaces.of(write, project);
      if (race.isEmpty() || race.get().defect() != defect()) {
        continue;
      }
      boolean keyed = CreationRaces.hasKey(write) && write.table().model().isPresent();
      Project.Reach reach =
          project.reach(
              flow.function(),
              call ->
                  Protection.holds(call) || (keyed && call.caught().contains("IntegrityError")));
      if (!reach.open()) {
        continue;
      }
      var section = Section.of(race.get().read(), write);
      Site at = section.write();
      Site read = section.read().orElse(at);
      String model = write.table().name();
      out.add(
          Findings.of(
              id(),
              flow,
              new Findings.Subject(
                  model,
                  race.get().column().isEmpty() ? List.of() : List.of(race.get().column()),
                  section,
                  reach),
              message(race.get(), write),
              keyed ? Severity.MEDIUM : Severity.HIGH,
              // Who starts a command twice at once is nobody's user.
              race.get().sure()
                      && !reach.byCommand()
                      && (project.mayCome(reach) || holdsUnreached())
                  ? Findings.reached(
                      write.isIn(flow.function()) ? Confidence.HIGH : Confidence.MEDIUM,
                      reach,
                      flow)
                  : Confidence.LOW,
              List.of(
                  "A looks at " + model + " at " + Findings.line(read) + ".",
                  "B looks too, before A has created anything, and sees the same.",
                  "A and B both create a row at " + Findings.line(at) + "."),
              cure(race.get(), write)));
    }
    return out;
  }
}
