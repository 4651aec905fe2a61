package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Many rows are locked by one statement in whatever order the database finds them: two such
/// statements that meet can wait for each other.
final class UnorderedBulkLock implements Rule {
  private static final RuleId ID = new RuleId("DH502", "unordered-bulk-lock", 833);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Read read : flow.reads()) {
      boolean many =
          read.locking() && read.kind() == Read.Kind.ROWS && read.table().model().isPresent();
      if (many && !isOrdered(read, project) && !read.lookups().contains(Table.UNWAITING)) {
        // One statement alone mostly takes the rows as they lie, each time.
        Confidence confidence =
            byKeys(read.lookups()) && project.bulkLocks().isTakenElsewhere(read)
                ? Confidence.MEDIUM
                : Confidence.LOW;
        out.add(finding(flow, project, read.table(), read.site(), "locked", confidence));
      }
    }
    for (Write write : flow.writes()) {
      boolean many =
          (write.kind() == Write.Kind.DELETE_ROWS || write.kind() == Write.Kind.UPDATE)
              && write.isIn(flow.function())
              && byKeys(write.lookups())
              && !write.lookups().contains(Table.ORDERED)
              && project.bulkLocks().isLocked(write.table());
      if (many && !isHeld(write)) {
        String done = write.kind() == Write.Kind.UPDATE ? "updated" : "deleted";
        out.add(finding(flow, project, write.table(), write.site(), done, Confidence.MEDIUM));
      }
    }
    return out;
  }

  /// Whether the rows are those of a list that the caller made.
  private static boolean byKeys(Set<String> lookups) {
    return lookups.stream().anyMatch(lookup -> lookup.endsWith("__in"));
  }

  private static boolean isOrdered(Read read, Project project) {
    return read.lookups().contains(Table.ORDERED)
        || read.table()
            .model()
            .flatMap(model -> project.facts().hierarchy().inner(model.definition(), "Meta"))
            .filter(meta -> meta.attributes().containsKey("ordering"))
            .isPresent();
  }

  /// Whether the rows, or what they belong to, were locked before.
  private static boolean isHeld(Write write) {
    return write.locks().stream()
        .anyMatch(lock ->
            switch (lock.kind()) {
              case ROW -> lock.table().filter(write.table()::equals).isPresent();
              case DATABASE, CACHE -> true;
              case PROCESS, CLAIM -> false;
            });
  }

  private static Finding finding(
      FunctionFlow flow,
      Project project,
      Table table,
      Site at,
      String done,
      Confidence confidence) {
    String model = table.name();
    return Findings.of(
        ID,
        flow,
        new Findings.Subject(
            model, List.of(), Section.at(at), project.reach(flow.function(), _ -> false)),
        "many rows of "
            + model
            + " are "
            + done
            + " in no order: a request that locks the same rows in another order waits for this"
            + " one, and this one for it",
        Severity.LOW,
        confidence,
        List.of(
            "A has locked row 1 at " + Findings.line(at) + " and wants row 2.",
            "B has locked row 2 and wants row 1.",
            "The database ends one of them with an error."),
        "Lock the rows first and in order: `order_by(\"pk\").select_for_update()`, evaluated, in"
            + " the same transaction.");
  }
}
