package dev.deadheat.rules;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.project.ClassFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the rules about rows that are read and written back share: from a judgement to a finding.
abstract class RowRule implements Rule {
  abstract RowRaces.Defect defect();

  /// What goes wrong, in a sentence.
  abstract String message(RowRaces.Race race, Write write);

  abstract String cure(RowRaces.Race race, Write write);

  /// What the second user undoes or repeats.
  abstract String harm(RowRaces.Race race, Write write);

  @Override
  public final List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write write : flow.writes()) {
      Optional<RowRaces.Race> race =
          RowRaces.of(write, flow, project).stream()
              .filter(each -> each.defect() == defect())
              .findFirst();
      if (race.isEmpty()) {
        continue;
      }
      if (isLockedElsewhere(write, flow)) {
        continue;
      }
      Project.Reach reach = project.reach(flow.function(), Protection::holds);
      if (!reach.open()) {
        continue;
      }
      out.add(finding(flow, write, race.get(), reach, project));
    }
    return out;
  }

  private Finding finding(
      FunctionFlow flow, Write write, RowRaces.Race race, Project.Reach reach, Project project) {
    var section = Section.of(race.read(), write);
    Site at = section.write();
    Site read = section.read().orElse(at);
    String model = write.table().name();
    var story =
        List.of(
            "A reads " + model + " at " + Findings.line(read) + ".",
            "B reads the same row before A saves, changes it and saves.",
            "A saves at " + Findings.line(at) + ": " + harm(race, write));
    return Findings.of(
        id(),
        flow,
        new Findings.Subject(model, List.copyOf(race.columns()), section, reach),
        message(race, write),
        severity(race, write, project),
        isDoubtful(race, flow, reach, project)
                || isFar(race, write, section, flow, project)
                || isUpkeep(race, write, reach, project)
            ? Confidence.LOW
            : reached(confidence(write, race, project), race, write, flow, reach),
        story,
        cure(race, write));
  }

  /// How sure it is with regard to who comes by.
  Confidence reached(
      Confidence usual, RowRaces.Race race, Write write, FunctionFlow flow, Project.Reach reach) {
    return Findings.reached(usual, reach, flow);
  }

  /// Whether a caller whom nobody knows hands in the row, and may hold a lock; not while another
  /// service is asked, for nobody keeps a row locked so long.
  private static boolean isDoubtful(
      RowRaces.Race race, FunctionFlow flow, Project.Reach reach, Project project) {
    return reach.entries().isEmpty()
        && project.facts().callers().getOrDefault(flow.function(), List.of()).isEmpty()
        && race.read().rootParameter().filter(p -> !p.detail().equals("0")).isPresent()
        && flow.dispatches().stream().noneMatch(told -> told.kind() == Dispatch.Kind.HTTP);
  }

  /// Whether a row is brought up to date: it is fetched, or made if it is not there, where jobs
  /// come by, and gets what it is to hold, whatever it held. Who does it twice does it once. Where
  /// nobody is seen to come by, a list of rows is gone over in this way, too: by a script that is
  /// alone.
  private static boolean isUpkeep(
      RowRaces.Race race, Write write, Project.Reach reach, Project project) {
    boolean made = race.read().kind() == Read.Kind.GET_OR_CREATE;
    return project.mayCome(reach)
        ? made && reach.byJob() && !counts(race, write)
        : made || race.read().kind() == Read.Kind.ROWS;
  }

  /// Whether several columns at once depend on a row that is read and written in other files than
  /// the function's: more often than not they come from another row that the same helper has read.
  /// Not where a method of the row's own computes a column of what that column held.
  private static boolean isFar(
      RowRaces.Race race, Write write, Section section, FunctionFlow flow, Project project) {
    String here = flow.function().module().path();
    return race.defect() != RowRaces.Defect.STALE_OVERWRITE
        && race.columns().size() > 1
        && !(counts(race, write) && isOwn(write, project))
        && !section.write().path().equals(here)
        && section.read().filter(read -> !read.path().equals(here)).isPresent();
  }

  /// Whether the row is written by a method of its own, which the function calls.
  private static boolean isOwn(Write write, Project project) {
    Optional<ClassFacts> owner = write.site().function().owner();
    return write.via().size() <= 1
        && write
            .table()
            .model()
            .filter(model ->
                owner
                    .filter(each -> project.facts().hierarchy().inherits(model.definition(), each))
                    .isPresent())
            .isPresent();
  }

  /// Whether the same statement writes a locked row on another path: a switch decides about the
  /// lock.
  private static boolean isLockedElsewhere(Write write, FunctionFlow flow) {
    for (Write other : flow.writes()) {
      boolean same = other.site().equals(write.site()) && other.via().equals(write.via());
      if (same
          && !other.equals(write)
          && other.target().filter(read -> Protection.covers(read, other)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  Severity severity(RowRaces.Race race, Write write, Project project) {
    return Worth.of(race.columns(), Severity.MEDIUM);
  }

  /// Whether a column is computed from its own old value: the framework that saves it did not do
  /// that.
  private static boolean counts(RowRaces.Race race, Write write) {
    return race.defect() == RowRaces.Defect.LOST_UPDATE
        && write.columns().entrySet().stream()
            .anyMatch(entry ->
                entry
                    .getValue()
                    .sources()
                    .contains(new Source(race.read(), Source.Aspect.COLUMN, entry.getKey())));
  }

  Confidence confidence(Write write, RowRaces.Race race, Project project) {
    boolean usedUp = write.kind() == Write.Kind.DELETE && race.sure();
    boolean given = write.implied() && !counts(race, write);
    if (given || (write.columns().isEmpty() && !usedUp) || Worth.isSlight(race.columns())) {
      return Confidence.LOW;
    }
    if (race.read().kind() == Read.Kind.PARAMETER || race.read().kind() == Read.Kind.FRAMEWORK) {
      return Confidence.MEDIUM;
    }
    return race.sure() ? Confidence.HIGH : Confidence.MEDIUM;
  }
}
