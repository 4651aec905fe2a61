package dev.deadheat.rules;

import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Lock;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.flow.Write.Assigned;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.UniqueKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Judges the creation of a row on the strength of an earlier look at the same table.
final class CreationRaces {
  /// What the earlier look was.
  enum Defect {
    CHECK_THEN_CREATE,
    QUOTA_CHECK,
    MAX_PLUS_ONE
  }

  /// A judgement.
  ///
  /// @param column the column that takes the next number, if that is the defect
  record Race(Defect defect, Read read, String column, boolean sure) {}

  private static final Set<String> PRIMARY = Set.of("pk", "id", "pk__in", "id__in");

  private static final Pattern NUMBERS = Pattern.compile("num|no$|code|slug|name|ref|id$|seq|key");

  private CreationRaces() {}

  static Optional<Race> of(Write write, Project project) {
    // Who comes second is refused, and knows it.
    return Protection.catchesConflict(write) && (hasKey(write) || project.inheritsUnseen(write))
        ? Optional.empty()
        : looked(write, project);
  }

  /// The look on which a write of new rows rests, whatever becomes of who comes second.
  static Optional<Race> looked(Write write, Project project) {
    boolean keyed = write.kind() == Write.Kind.GET_OR_CREATE;
    boolean unknown = mayInsert(write);
    if ((!write.creates() && !keyed && !unknown) || (write.implied() && write.via().isEmpty())) {
      return Optional.empty();
    }
    for (Map.Entry<String, Assigned> entry :
        unknown ? Map.<String, Assigned>of().entrySet() : write.columns().entrySet()) {
      Optional<Race> next = numbered(entry.getKey(), entry.getValue(), write, project);
      if (next.isPresent()) {
        return next;
      }
    }
    Set<Guard> guards = guards(write);
    if (isCheckedAgain(guards, write, project)) {
      return Optional.empty();
    }
    Optional<Race> found = Optional.empty();
    for (Guard guard : guards) {
      Optional<Race> race =
          guarded(guard, write, project).filter(r -> !keyed || r.defect() == Defect.QUOTA_CHECK);
      if (race.isPresent() && (found.isEmpty() || !found.get().sure())) {
        found = race;
      }
    }
    return found;
  }

  /// Whether a whole row of unknown origin is saved: after a look that found none it is a new one.
  private static boolean mayInsert(Write write) {
    return write.kind() == Write.Kind.SAVE
        && write.whole()
        && write
            .target()
            .filter(read -> read.kind() == Read.Kind.PARAMETER || isReplaced(read, write))
            .isPresent();
  }

  /// Whether what is saved is a row that a caller hands in.
  private static boolean isGiven(Write write) {
    return mayInsert(write)
        && write.target().filter(read -> read.kind() == Read.Kind.PARAMETER).isPresent();
  }

  /// Whether a related row was missed: `user.profile = Profile(user=user)` puts a new one there.
  private static boolean isReplaced(Read row, Write write) {
    return row.kind() == Read.Kind.RELATED
        && write.guards().stream()
            .anyMatch(guard ->
                guard.polarity() == Guard.Polarity.ABSENT
                    && guard.source().aspect() == Source.Aspect.EXISTENCE
                    && guard.source().read().kind() == Read.Kind.RELATED
                    && guard.source().read().detail().equals(row.detail())
                    && guard.source().read().table().equals(row.table()));
  }

  /// Whether the table was looked at once more under a lock: the look before only saves the lock.
  private static boolean isCheckedAgain(Set<Guard> guards, Write write, Project project) {
    for (Guard guard : guards) {
      Read read = guard.source().read();
      boolean look =
          guard.source().aspect() == Source.Aspect.EXISTENCE
              || guard.source().aspect() == Source.Aspect.AGGREGATE;
      if (look
          && !read.unknownToOthers()
          && project.tellsOf(read, write)
          && Protection.coversAbsence(read, write)) {
        return true;
      }
    }
    return false;
  }

  private static Set<Guard> guards(Write write) {
    var out = new LinkedHashSet<>(write.guards());
    for (Map.Entry<String, Assigned> entry : write.columns().entrySet()) {
      if (isFlag(entry.getKey(), write)) {
        // Which of the rows has the flag is asked, not whether one is made.
        continue;
      }
      out.addAll(entry.getValue().guards());
      // A value chosen by a look at the table is as good as a test; one that was counted is none.
      for (Source source : entry.getValue().sources()) {
        if (source.aspect() != Source.Aspect.COLUMN && source.aspect() != Source.Aspect.AGGREGATE) {
          out.add(new Guard(source, Guard.Polarity.EITHER));
        }
      }
    }
    return out;
  }

  /// Whether a column of the table that is written holds yes or no.
  static boolean isFlag(String column, Write write) {
    return write
        .table()
        .model()
        .flatMap(model -> model.field(column))
        .filter(FieldFacts::isFlag)
        .isPresent();
  }

  private static Optional<Race> guarded(Guard guard, Write write, Project project) {
    Source source = guard.source();
    Read read = source.read();
    if (read.kind() == Read.Kind.CHANGED) {
      return updatedNone(guard, write);
    }
    if (read.unknownToOthers()
        || read.kind() == Read.Kind.PARAMETER
        || read.kind() == Read.Kind.FRAMEWORK
        || read.kind() == Read.Kind.CACHE
        || read.kind() == Read.Kind.GET_OR_CREATE
        || Protection.coversAbsence(read, write)
        || isOfOther(read, write)) {
      return Optional.empty();
    }
    if (isOfPairs(read, write)) {
      // A pair that is there is not made again; how many there may be is another matter.
      boolean bounds =
          source.aspect() == Source.Aspect.AGGREGATE && guard.polarity() != Guard.Polarity.PRESENT;
      return bounds ? Optional.of(new Race(Defect.QUOTA_CHECK, read, "", true)) : Optional.empty();
    }
    if (!project.tellsOf(read, write)) {
      return excluded(read, write);
    }
    return switch (source.aspect()) {
      case EXISTENCE, WHOLE -> {
        boolean listed = read.kind() == Read.Kind.ROWS || read.kind() == Read.Kind.EXISTS;
        boolean absent =
            guard.polarity() == Guard.Polarity.ABSENT
                || (guard.polarity() == Guard.Polarity.EITHER && listed);
        yield absent
            ? Optional.of(
                // Nobody draws the same lot; and what a caller hands in is mostly an old row.
                new Race(
                    Defect.CHECK_THEN_CREATE,
                    read,
                    "",
                    !read.lookups().contains(Table.RANDOM)
                        && !isGiven(write)
                        && !isFormOf(read, write)))
            : Optional.empty();
      }
      case AGGREGATE ->
          guard.polarity() == Guard.Polarity.PRESENT || asksWhich(read, write)
              ? Optional.empty()
              : Optional.of(
                  new Race(
                      guard.polarity() == Guard.Polarity.ABSENT
                          ? Defect.CHECK_THEN_CREATE
                          : Defect.QUOTA_CHECK,
                      read,
                      "",
                      true));
      case COLUMN ->
          read.lookups().stream().anyMatch(l -> l.startsWith("[") || l.startsWith("-"))
              ? Optional.of(new Race(Defect.CHECK_THEN_CREATE, read, "", false))
              : Optional.empty();
      case MADE, CHANGED, ABSENCE -> Optional.empty();
    };
  }

  /// Whether a form makes a row because the column that should lead to one is empty: it is made to
  /// change that row, and another would belong to nobody.
  private static boolean isFormOf(Read read, Write write) {
    return write.implied()
        && read.kind() == Read.Kind.RELATED
        && read.parent()
            .flatMap(parent -> parent.table().model())
            .flatMap(model -> model.field(read.detail()))
            .isPresent();
  }

  /// `if not rows.filter(...).update(...): create`: to update none is to find none. Who updated
  /// none has won nothing.
  private static Optional<Race> updatedNone(Guard guard, Write write) {
    Read read = guard.source().read();
    boolean none =
        guard.polarity() == Guard.Polarity.ABSENT
            && read.table().equals(write.table())
            && write.creates()
            && !isOfOther(read, write);
    for (Lock lock : read.locks()) {
      boolean held = lock.kind() != Lock.Kind.PROCESS && lock.kind() != Lock.Kind.CLAIM;
      none &= !(held && write.locks().contains(lock));
    }
    return none
        ? Optional.of(new Race(Defect.CHECK_THEN_CREATE, read, "", true))
        : Optional.empty();
  }

  /// Whether a look at the rows of a many-to-many relation tells of the pairs that are made.
  private static boolean isOfPairs(Read read, Write write) {
    return write.table().equals(Table.pairs(read.table()))
        && !write.lookups().isEmpty()
        && read.lookups().containsAll(write.lookups());
  }

  /// Whether the look was for a row by its primary key, and the row that is made gets one of its
  /// own: no look for the former ever finds the latter.
  private static boolean isOfOther(Read read, Write write) {
    return read.table().equals(write.table())
        && read.lookups().stream().anyMatch(PRIMARY::contains)
        && write.columns().keySet().stream().noneMatch(PRIMARY::contains)
        && !write.columns().containsKey("*")
        && write.kind() != Write.Kind.GET_OR_CREATE;
  }

  /// Whether the row that is made has the primary key by which it was looked for: the second is
  /// refused.
  static boolean isByPrimaryKey(Read read, Write write) {
    return read.lookups().stream().anyMatch(PRIMARY::contains)
        && write.columns().keySet().stream().anyMatch(PRIMARY::contains);
  }

  /// Whether rows are counted that were named one by one: that asks which there are, not how many
  /// there may be.
  private static boolean asksWhich(Read read, Write write) {
    for (String lookup : read.lookups()) {
      boolean listed = lookup.endsWith("__in") && !lookup.startsWith("!");
      String column = listed ? lookup.substring(0, lookup.length() - 4) : lookup;
      boolean key =
          PRIMARY.contains(lookup)
              || (listed
                  && (isKey(column, write)
                      || (write.kind() == Write.Kind.GET_OR_CREATE
                          && write.lookups().contains(column))));
      if (key) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKey(String column, Write write) {
    return write
        .table()
        .model()
        .filter(
            model -> model.keys().stream().anyMatch(key -> key.columns().equals(List.of(column))))
        .isPresent();
  }

  /// Rows chosen by the absence of related rows, which are then created.
  private static Optional<Race> excluded(Read read, Write write) {
    String created = write.table().name().toLowerCase(Locale.ROOT);
    for (String lookup : read.lookups()) {
      String plain = lookup.startsWith("!") ? lookup.substring(1) : lookup;
      boolean negative = lookup.startsWith("!") || lookup.endsWith("__isnull");
      String first = plain.contains("__") ? plain.substring(0, plain.indexOf("__")) : plain;
      // An empty column of the row itself is another matter: the row is there.
      boolean own = read.table().model().flatMap(model -> model.field(first)).isPresent();
      if (negative && !own && !created.isEmpty() && plain.replace("_", "").startsWith(created)) {
        return Optional.of(new Race(Defect.CHECK_THEN_CREATE, read, "", true));
      }
    }
    return Optional.empty();
  }

  private static Optional<Race> numbered(
      String column, Assigned value, Write write, Project project) {
    for (Source source : value.sources()) {
      Read read = source.read();
      boolean here =
          project.tellsOf(read, write)
              && !read.unknownToOthers()
              && read.kind() != Read.Kind.PARAMETER
              && !Protection.coversAbsence(read, write);
      if (!here) {
        continue;
      }
      boolean maximum =
          (source.aspect() == Source.Aspect.AGGREGATE
                  && !isTime(column)
                  && (isNumber(column, write) || NUMBERS.matcher(column).find()))
              || (source.aspect() == Source.Aspect.COLUMN
                  && (source.column().equals(column) || source.column().equals("*"))
                  && isNumber(column, write)
                  && isLast(read));
      if (maximum) {
        return Optional.of(new Race(Defect.MAX_PLUS_ONE, read, column, true));
      }
    }
    return Optional.empty();
  }

  /// Whether a row is the first or last of several, and not one that was asked for by its key.
  private static boolean isLast(Read read) {
    return read.lookups().stream().anyMatch(lookup -> lookup.startsWith("["))
        && read.lookups().stream().noneMatch(PRIMARY::contains)
        && read.table().model().filter(model -> unique(model, read.lookups())).isEmpty();
  }

  /// Whether the column may hold a running number: it counts, or no two rows share its value.
  private static boolean isNumber(String column, Write write) {
    if (write.table().model().isEmpty() || write.table().model().get().field(column).isEmpty()) {
      return true;
    }
    ModelFacts model = write.table().model().get();
    return model.field(column).get().isNumber()
        || model.keys().stream().anyMatch(key -> key.columns().contains(column));
  }

  private static boolean isTime(String column) {
    return column.endsWith("_at") || column.endsWith("date");
  }

  /// Whether the table has a unique key at all besides its primary one, or is not known.
  static boolean hasKey(Write write) {
    return write.table().model().map(model -> !model.keys().isEmpty()).orElse(true);
  }

  /// Whether a unique key of the table makes a row with these lookups unique.
  static boolean unique(ModelFacts model, Set<String> lookups) {
    var columns = new LinkedHashSet<String>();
    for (String lookup : lookups) {
      String plain = lookup.endsWith("__exact") ? lookup.substring(0, lookup.length() - 7) : lookup;
      if (plain.equals("**") || plain.equals("pk") || plain.equals("id")) {
        return true;
      }
      columns.add(plain.endsWith("_id") ? plain.substring(0, plain.length() - 3) : plain);
      columns.add(plain);
    }
    for (UniqueKey key : model.keys()) {
      boolean some = key.columns().stream().anyMatch(column -> isAmong(column, columns));
      if (some
          && key.columns().stream()
              .allMatch(column -> isAmong(column, columns) || isSteady(column, model))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAmong(String column, Set<String> columns) {
    return columns.contains(column) || columns.contains(column.replaceAll("_id$", ""));
  }

  private static boolean isSteady(String column, ModelFacts model) {
    return model.field(column).filter(FieldFacts::hasSteadyDefault).isPresent();
  }
}
