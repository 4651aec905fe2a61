package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rows are deleted or updated because of a look at the same table that may be out of date.
final class CheckThenDelete implements Rule {
  @Override
  public RuleId id() {
    return CheckThenActOnRow.ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write write : flow.writes()) {
      // Rows that are deleted by their keys are those that were seen, whatever else there is.
      if (write.kind() != Write.Kind.DELETE_ROWS || Protection.isByKeys(write.lookups())) {
        continue;
      }
      Optional<Read> look = look(write, flow, project);
      if (look.isEmpty()) {
        continue;
      }
      Project.Reach reach = project.reach(flow.function(), Protection::holds);
      if (!reach.open()) {
        continue;
      }
      var section = Section.of(look.get(), write);
      Site at = section.write();
      Site read = section.read().orElse(at);
      String model = write.table().name();
      out.add(
          Findings.of(
              id(),
              flow,
              new Findings.Subject(model, List.of(), section, reach),
              "rows of "
                  + model
                  + " are deleted because of an earlier look at that table: what was seen may have"
                  + " changed",
              Severity.MEDIUM,
              Findings.reached(Confidence.MEDIUM, reach, flow),
              List.of(
                  "A looks at " + model + " at " + Findings.line(read) + ".",
                  "B changes what A looked at.",
                  "A deletes at " + Findings.line(at) + ", B's change with it."),
              "Lock the rows with `select_for_update()` before looking, in the transaction that"
                  + " deletes them."));
    }
    return out;
  }

  /// Whether a row that another request deleted meanwhile is missed by nobody: nothing but the
  /// deletion follows from the look.
  private static boolean isHarmless(Guard guard, Write delete, FunctionFlow flow) {
    boolean followed =
        flow.writes().stream()
            .anyMatch(write ->
                !write.equals(delete)
                    && write.isIn(flow.function())
                    && write.kind() != Write.Kind.TELL
                    && write.guards().contains(guard));
    boolean more = delete.isIn(flow.function()) && followed;
    return !more && (deletesWhatWasFound(guard) || looksAgain(guard.source().read(), delete));
  }

  /// That there are some is the reason to delete them: if they are gone, or fewer, nothing is lost.
  private static boolean deletesWhatWasFound(Guard guard) {
    return guard.polarity() == Guard.Polarity.PRESENT;
  }

  /// Whether the look was at some of the rows that are deleted: it asked for whatever selects them,
  /// and more.
  private static boolean isOfThese(Read look, Write delete) {
    return Protection.columns(look.lookups()).containsAll(Protection.columns(delete.lookups()));
  }

  /// The statement that deletes asks the same again: what no longer fits stays.
  private static boolean looksAgain(Read look, Write write) {
    return !look.lookups().isEmpty() && write.lookups().containsAll(look.lookups());
  }

  private static Optional<Read> look(Write write, FunctionFlow flow, Project project) {
    for (Guard guard : write.guards()) {
      Source source = guard.source();
      Read read = source.read();
      boolean looked =
          source.aspect() == Source.Aspect.EXISTENCE || source.aspect() == Source.Aspect.AGGREGATE;
      boolean rows =
          read.kind() == Read.Kind.EXISTS
              || read.kind() == Read.Kind.COUNT
              || read.kind() == Read.Kind.AGGREGATE;
      if (looked
          && rows
          && !Protection.isByKeys(read.lookups())
          && isOfThese(read, write)
          && !isHarmless(guard, write, flow)
          && project.same(read.table(), write.table())
          && !Protection.covers(read, write)) {
        return Optional.of(read);
      }
    }
    return Optional.empty();
  }
}
