package dev.deadheat.rules;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Lock;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.flow.Write.Assigned;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.UniqueKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A flag is taken from all rows that have it, and then one row gets it: of two requests neither
/// sees the other's row, and two have it.
///
/// Anomaly: A5B, write skew over a predicate (Berenson et al. 1995): the second `UPDATE` does not
/// find the row of the first, for its snapshot is older.
final class SoleRow implements Rule {
  @Override
  public RuleId id() {
    return QuotaCheck.ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write taken : flow.writes()) {
      Optional<String> flag =
          taken.kind() == Write.Kind.UPDATE ? flag(taken) : Optional.<String>empty();
      if (flag.isEmpty()) {
        continue;
      }
      Optional<Write> given =
          flow.writes().stream()
              .filter(write -> isGiven(flag.get(), taken, write) && !isHeld(taken, write))
              .findFirst();
      if (given.isEmpty()) {
        continue;
      }
      Project.Reach reach = project.reach(flow.function(), Protection::holds);
      if (reach.open()) {
        out.add(finding(flow, flag.get(), taken, given.get(), reach));
      }
    }
    return out;
  }

  /// The flag that an `UPDATE` takes from the rows that it selects by it, and by whose they are:
  /// what selects by the flag alone ends all of them, and nobody asks for one that is left.
  private static Optional<String> flag(Write update) {
    if (update.table().model().isEmpty()) {
      return Optional.empty();
    }
    ModelFacts model = update.table().model().get();
    boolean unique = model.keys().stream().anyMatch(UniqueKey::conditional);
    if (unique || update.lookups().size() < 2) {
      return Optional.empty();
    }
    for (String column : update.lookups()) {
      Assigned value = update.columns().get(column);
      boolean taken = value != null && value.sources().isEmpty() && !value.atomic();
      if (taken && CreationRaces.isFlag(column, update)) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }

  private static boolean isGiven(String flag, Write taken, Write write) {
    boolean gives =
        switch (write.kind()) {
          case CREATE -> write.columns().containsKey(flag) || isStandard(flag, write);
          case SAVE -> write.columns().containsKey(flag) && isOne(write);
          case UPDATE -> write.columns().containsKey(flag) && isByKey(write);
          case GET_OR_CREATE ->
              write.lookups().contains(flag) && !taken.lookups().containsAll(write.lookups());
          case BULK_CREATE, DELETE, DELETE_ROWS, BULK_UPDATE, CACHE_SET, TELL -> false;
        };
    return gives
        && write.table().equals(taken.table())
        && !write.site().equals(taken.site())
        && Section.isBefore(taken.site(), taken.via(), write.site(), write.via());
  }

  /// Whether a new row has the flag unless told otherwise.
  private static boolean isStandard(String flag, Write write) {
    return write
        .table()
        .model()
        .flatMap(model -> model.field(flag))
        .flatMap(FieldFacts::standard)
        .filter(value ->
            value instanceof Expression.Literal literal
                && literal.kind() == Expression.Literal.Kind.TRUE)
        .isPresent();
  }

  private static boolean isOne(Write write) {
    return write.target().filter(row -> row.kind() != Read.Kind.ROWS).isPresent();
  }

  private static boolean isByKey(Write write) {
    return write.lookups().equals(Set.of("pk")) || write.lookups().equals(Set.of("id"));
  }

  /// Whether one lock is held around both.
  private static boolean isHeld(Write taken, Write given) {
    return Protection.catchesConflict(given)
        || taken.locks().stream().anyMatch(lock -> isShared(lock) && given.locks().contains(lock));
  }

  private static boolean isShared(Lock lock) {
    return switch (lock.kind()) {
      case ROW, DATABASE, CACHE -> true;
      case PROCESS, CLAIM -> false;
    };
  }

  private static Finding finding(
      FunctionFlow flow, String flag, Write taken, Write given, Project.Reach reach) {
    Section section = Section.of(taken.site(), taken.via(), given.site(), given.via());
    Site first = section.read().orElse(section.write());
    Site second = section.write();
    String model = taken.table().name();
    return Findings.of(
        QuotaCheck.ID,
        flow,
        new Findings.Subject(model, List.of(flag), section, reach),
        "`"
            + flag
            + "` is taken from all rows of "
            + model
            + " that have it, and then one row gets it: of two requests at once neither sees the"
            + " other's row, and two have it",
        Severity.MEDIUM,
        reach.byCommand() || given.implied() ? Confidence.LOW : Confidence.MEDIUM,
        List.of(
            "A takes `"
                + flag
                + "` from the rows of "
                + model
                + " at "
                + Findings.line(first)
                + ".",
            "B does so too, and does not see the row that A makes or marks.",
            "A and B each give it to a row at " + Findings.line(second) + ": two rows have it."),
        "Lock the row that these rows belong to (`select_for_update()` on the parent) before the"
            + " first statement, in a transaction that holds both; a `UniqueConstraint` with"
            + " `condition=Q("
            + flag
            + "=True)` makes the second fail.");
  }
}
