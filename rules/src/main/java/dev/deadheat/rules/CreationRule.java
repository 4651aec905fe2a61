package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the rules about rows that are created after a look share.
abstract class CreationRule implements Rule {
  private static final int FAR = 3;

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
      boolean keyed =
          (CreationRaces.hasKey(write) || CreationRaces.isByPrimaryKey(race.get().read(), write))
              && write.table().model().isPresent();
      Project.Reach reach =
          project.reach(
              flow.function(),
              call -> Protection.holds(call) || (keyed && Protection.catchesConflict(call)));
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
              isSure(race.get(), write)
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

  /// Whether what is made is what was missed. Of a table that is not known nobody knows which
  /// column holds a running number.
  private static boolean isSure(CreationRaces.Race race, Write write) {
    return race.sure()
        && switch (race.defect()) {
          case CHECK_THEN_CREATE -> !mayBeOther(race.read(), write);
          case MAX_PLUS_ONE -> write.table().model().isPresent();
          case QUOTA_CHECK -> true;
        };
  }

  /// Whether one row was fetched some calls away, and by nothing that the new row is known to get:
  /// it is fetched to be used, and what is made later may be another thing than what was missed.
  private static boolean mayBeOther(Read read, Write write) {
    if (read.kind() != Read.Kind.ROW || Section.calls(read, write) < FAR) {
      return false;
    }
    Set<String> given =
        write.columns().keySet().stream().map(CreationRule::plain).collect(Collectors.toSet());
    boolean unnamed = read.lookups().contains("**") && given.contains("*");
    return !unnamed && read.lookups().stream().map(CreationRule::plain).noneMatch(given::contains);
  }

  /// A column's name without what a lookup adds to it.
  private static String plain(String lookup) {
    return lookup.replaceFirst("__.*", "").replaceFirst("_id$", "");
  }
}
