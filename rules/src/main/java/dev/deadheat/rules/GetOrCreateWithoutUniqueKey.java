package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// `get_or_create` is only as safe as the unique key behind its lookup.
final class GetOrCreateWithoutUniqueKey implements Rule {
  private static final RuleId ID = new RuleId("DH202", "get-or-create-without-unique-key", 367);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write write : flow.writes()) {
      if (write.kind() != Write.Kind.GET_OR_CREATE
          || !write.isIn(flow.function())
          || write.table().model().isEmpty()
          || !write.locks().isEmpty()
          || write.lookups().contains(Table.FRESH)
          || write.lookups().isEmpty()) {
        continue;
      }
      ModelFacts model = write.table().model().get();
      var filled = new LinkedHashSet<>(write.lookups());
      filled.addAll(write.columns().keySet());
      boolean refused = Protection.catchesConflict(write) && CreationRaces.unique(model, filled);
      if (refused || CreationRaces.unique(model, write.lookups())) {
        continue;
      }
      Project.Reach reach = project.reach(flow.function(), Protection::holds);
      if (!reach.open()) {
        continue;
      }
      Site at = write.site();
      var columns =
          write.lookups().stream()
              .filter(lookup -> !lookup.startsWith("[") && !lookup.startsWith("~"))
              .sorted()
              .toList();
      out.add(
          Findings.of(
              ID,
              flow,
              new Findings.Subject(
                  model.name(), columns, new Section(Optional.of(at), at, at), reach),
              "no unique key of "
                  + model.name()
                  + " covers the lookup ("
                  + String.join(", ", columns)
                  + "): two requests at once both find nothing and create the row twice",
              Severity.MEDIUM,
              reach.byCommand() || !project.mayCome(reach) || !knows(model, columns)
                  ? Confidence.LOW
                  : Findings.reached(Confidence.HIGH, reach, flow),
              List.of(
                  "A looks for the row at " + Findings.line(at) + " and finds none.",
                  "B looks too, before A's insert is committed, and finds none.",
                  "Both insert; later `get()` calls fail with MultipleObjectsReturned."),
              "Add a `UniqueConstraint` over "
                  + String.join(", ", columns)
                  + "; Django then catches the conflict by itself."));
    }
    return out;
  }

  /// Whether the model is known to have what is looked up: a column of a library's abstract base
  /// may be a key there.
  private static boolean knows(ModelFacts model, List<String> lookups) {
    return lookups.stream()
        .map(lookup -> lookup.contains("__") ? lookup.substring(0, lookup.indexOf("__")) : lookup)
        .allMatch(column -> model.field(column).isPresent());
  }
}
