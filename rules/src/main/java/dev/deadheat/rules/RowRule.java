package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
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
      Optional<RowRaces.Race> race = RowRaces.of(write, flow, project);
      if (race.isEmpty() || race.get().defect() != defect()) {
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
    Site at = site(write.site(), write.via());
    Site read = site(race.read().site(), race.read().via());
    String model = write.table().name();
    var story =
        List.of(
            "A reads " + model + " at " + Findings.line(read) + ".",
            "B reads the same row before A saves, changes it and saves.",
            "A saves at " + Findings.line(at) + ": " + harm(race, write));
    return Findings.of(
        id(),
        flow,
        new Findings.Subject(model, List.copyOf(race.columns()), Optional.of(read), at, reach),
        message(race, write),
        severity(race),
        confidence(write, race, project),
        story,
        cure(race, write));
  }

  Severity severity(RowRaces.Race race) {
    return Findings.severity(race.columns(), Severity.MEDIUM);
  }

  Confidence confidence(Write write, RowRaces.Race race, Project project) {
    if (write.implied() || write.columns().isEmpty()) {
      return Confidence.LOW;
    }
    if (race.read().kind() == Read.Kind.PARAMETER || race.read().kind() == Read.Kind.FRAMEWORK) {
      return Confidence.MEDIUM;
    }
    return race.sure() ? Confidence.HIGH : Confidence.MEDIUM;
  }

  /// The innermost place that is in the project: a library sketch is no place to send a reader to.
  static Site site(Site site, List<Site> via) {
    if (!site.module().library()) {
      return site;
    }
    for (Site each : via.reversed()) {
      if (!each.module().library()) {
        return each;
      }
    }
    return site;
  }
}
