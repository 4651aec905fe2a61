package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Lock;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.flow.Write.Assigned;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Rows are counted or summed up, and on the strength of it one of them is changed in the very
/// column that was counted: write skew.
///
/// Anomaly: A5B, write skew (Berenson et al. 1995). Two requests that write different rows never
/// meet on a row, so neither `F()` nor a lock on the row that is written keeps them apart.
final class QuotaOnRow implements Rule {
  /// What the decision rests on.
  private record Look(Read read, Set<String> columns) {}

  @Override
  public RuleId id() {
    return QuotaCheck.ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Write write : flow.writes()) {
      Optional<Look> look =
          changesRows(write)
              ? look(write, project)
              : write.creates() ? flagged(write, project) : Optional.empty();
      if (look.isEmpty()) {
        continue;
      }
      Project.Reach reach = project.reach(flow.function(), Protection::holds);
      if (reach.open()) {
        Confidence usual =
            write.implied() || reach.byCommand() ? Confidence.LOW : Confidence.MEDIUM;
        Confidence confidence = Findings.reached(usual, reach, flow);
        out.add(finding(flow, write, look.get(), reach, confidence));
      }
    }
    return out;
  }

  private static boolean changesRows(Write write) {
    return switch (write.kind()) {
      case SAVE, UPDATE, BULK_UPDATE -> true;
      case CREATE, BULK_CREATE, GET_OR_CREATE, DELETE, DELETE_ROWS, CACHE_SET, TELL -> false;
    };
  }

  private static Optional<Look> look(Write write, Project project) {
    var guards = new LinkedHashSet<>(write.guards());
    write.columns().values().forEach(value -> guards.addAll(value.guards()));
    for (Guard guard : guards) {
      Source source = guard.source();
      Read read = source.read();
      boolean decides =
          isLimit(guard)
              && !(source.aspect() == Source.Aspect.EXISTENCE && isOfMany(write))
              && !read.unknownToOthers()
              && project.same(read.table(), write.table())
              && write.target().filter(row -> isOneOf(row, guard)).isEmpty()
              && !isKept(read, write);
      if (!decides) {
        continue;
      }
      Set<String> counted = new TreeSet<>(Protection.columns(read.lookups()));
      if (!source.column().isEmpty()) {
        counted.add(source.column());
      }
      counted.retainAll(write.columns().keySet());
      counted.removeAll(Protection.columns(write.lookups()));
      if (!counted.isEmpty()) {
        return Optional.of(new Look(read, counted));
      }
    }
    return Optional.empty();
  }

  /// The look that decided whether a new row gets a flag: it is the first, or no other has it.
  private static Optional<Look> flagged(Write write, Project project) {
    for (Map.Entry<String, Assigned> entry : write.columns().entrySet()) {
      var guards = new LinkedHashSet<Guard>();
      if (CreationRaces.isFlag(entry.getKey(), write)) {
        guards.addAll(entry.getValue().guards());
        for (Source source : entry.getValue().sources()) {
          guards.add(new Guard(source, Guard.Polarity.EITHER));
        }
      }
      for (Guard guard : guards) {
        Read read = guard.source().read();
        boolean counted = read.kind() == Read.Kind.COUNT || read.kind() == Read.Kind.EXISTS;
        if (counted
            && guard.polarity() != Guard.Polarity.PRESENT
            && project.same(read.table(), write.table())
            && !isKept(read, write)) {
          return Optional.of(new Look(read, Set.of(entry.getKey())));
        }
      }
    }
    return Optional.empty();
  }

  /// Whether one `UPDATE` gives many rows the same value: none of them is to be the only one.
  private static boolean isOfMany(Write write) {
    return write.kind() == Write.Kind.UPDATE
        && !write.lookups().isEmpty()
        && write.lookups().stream().noneMatch(lookup -> lookup.equals("pk") || lookup.equals("id"));
  }

  /// Whether the row comes of the very list that was counted, or of rows that were asked for
  /// because there are any: no limit is at stake.
  private static boolean isOneOf(Read row, Guard guard) {
    Read counted = guard.source().read();
    return row.site().equals(counted.site())
        || (guard.polarity() == Guard.Polarity.PRESENT
            && row.table().equals(counted.table())
            && !counted.lookups().isEmpty()
            && row.lookups().containsAll(counted.lookups()));
  }

  /// Whether the test is of a sum or number of rows, or asks that there be none.
  private static boolean isLimit(Guard guard) {
    return switch (guard.source().aspect()) {
      case AGGREGATE ->
          switch (guard.source().read().kind()) {
            case COUNT, AGGREGATE -> true;
            // That a list has something in it is asked before work on what it has.
            case ROWS -> guard.polarity() != Guard.Polarity.PRESENT;
            case ROW,
                EXISTS,
                RELATED,
                CREATED,
                GET_OR_CREATE,
                PARAMETER,
                FRAMEWORK,
                CACHE,
                CHANGED ->
                false;
          };
      case EXISTENCE ->
          guard.polarity() == Guard.Polarity.ABSENT
              && guard.source().read().kind() == Read.Kind.EXISTS
              && guard.source().read().lookups().stream().noneMatch(QuotaOnRow::isUnlike);
      case COLUMN, WHOLE, MADE, CHANGED, ABSENCE -> false;
    };
  }

  /// Whether a look is for rows that are not so: they stand in the way of a change, and none is to
  /// be the only one. That the row itself is left out is another matter.
  private static boolean isUnlike(String lookup) {
    return lookup.startsWith("!") && !lookup.equals("!pk") && !lookup.equals("!id");
  }

  /// Whether a lock keeps all that was counted as it is. One on the row that is written does not:
  /// the other request writes another.
  private static boolean isKept(Read look, Write write) {
    Set<Site> own = new LinkedHashSet<>();
    write
        .target()
        .filter(row -> row.locking() && row.kind() == Read.Kind.ROW)
        .ifPresent(row -> own.add(row.site()));
    for (Lock lock : look.locks()) {
      boolean ofRow = lock.kind() == Lock.Kind.ROW && own.contains(lock.site());
      if (!ofRow && lock.kind() != Lock.Kind.PROCESS && write.locks().contains(lock)) {
        return true;
      }
    }
    return false;
  }

  private static Finding finding(
      FunctionFlow flow, Write write, Look look, Project.Reach reach, Confidence confidence) {
    var section = Section.of(look.read(), write);
    Site at = section.write();
    Site read = section.read().orElse(at);
    String model = write.table().name();
    return Findings.of(
        QuotaCheck.ID,
        flow,
        new Findings.Subject(model, List.copyOf(look.columns()), section, reach),
        message(write, look),
        Worth.of(look.columns(), Severity.MEDIUM),
        confidence,
        List.of(
            "A looks at the rows of " + model + " at " + Findings.line(read) + ".",
            "B looks too, and sees the same.",
            "A and B each "
                + (write.creates() ? "make" : "change")
                + " a row at "
                + Findings.line(at)
                + ": together they break the limit."),
        "Lock the row that the limit belongs to (`select_for_update()` on the parent, or on all the"
            + " rows that are counted) before looking, or make the transaction SERIALIZABLE and run"
            + " it again when the database refuses it.");
  }

  private static String message(Write write, Look look) {
    String model = write.table().name();
    String columns = Findings.list(look.columns());
    if (write.creates()) {
      return "rows of "
          + model
          + " are looked for, and a new one gets its "
          + columns
          + " by what there is: two requests at once see the same, and make two alike";
    }
    return (look.read().kind() == Read.Kind.EXISTS
            ? "it is asked whether any row of "
                + model
                + " has its "
                + columns
                + " so, and then a row is given it"
            : "rows of "
                + model
                + " are counted or summed up, and "
                + columns
                + " of one is changed on the strength of it")
        + ": two requests that change different rows both pass";
  }
}
