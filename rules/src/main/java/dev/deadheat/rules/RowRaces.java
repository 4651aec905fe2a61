package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Judges the write of a row that was read before: what of the earlier read it relies on.
///
/// One judgement serves four rules, so that one write is told once, by its worst defect.
final class RowRaces {
  /// What is wrong.
  enum Defect {
    LOST_UPDATE,
    STALE_OVERWRITE,
    READ_BEFORE_LOCK,
    STALE_BULK_UPDATE,
    CHECK_THEN_ACT
  }

  /// A judgement.
  ///
  /// @param columns the columns at stake
  /// @param sure whether the value itself was seen to flow
  record Race(Defect defect, Read read, Set<String> columns, boolean sure) {}

  private RowRaces() {}

  /// What is wrong with a write: mostly one thing, two where a whole row is saved after a test.
  static List<Race> of(Write write, FunctionFlow flow, Project project) {
    Optional<Race> race = first(write, flow, project);
    boolean twice =
        race.filter(r -> r.defect() == Defect.CHECK_THEN_ACT).isPresent()
            && write.whole()
            && write.kind() == Write.Kind.SAVE
            && !OtherColumns.areNone(write, race.get().read(), project);
    return twice
        ? List.of(
            race.get(),
            new Race(Defect.STALE_OVERWRITE, race.get().read(), plain(write), race.get().sure()))
        : race.stream().toList();
  }

  private static Set<String> plain(Write write) {
    var out = new TreeSet<String>();
    write
        .columns()
        .forEach((column, value) -> {
          if (!value.atomic()) {
            out.add(column);
          }
        });
    return out;
  }

  private static Optional<Race> first(Write write, FunctionFlow flow, Project project) {
    boolean updates =
        write.kind() == Write.Kind.GET_OR_CREATE
            && write
                .target()
                .filter(read -> read.detail().endsWith("update_or_create"))
                .isPresent();
    if (updates) {
      return ofUpdate(write, flow, project).filter(race -> race.defect() == Defect.LOST_UPDATE);
    }
    if (write.target().isEmpty()) {
      return write.kind() == Write.Kind.UPDATE
          ? ofUpdate(write, flow, project).or(() -> ToldRows.of(write, flow, project))
          : Optional.empty();
    }
    boolean saves =
        write.kind() == Write.Kind.SAVE
            || write.kind() == Write.Kind.BULK_UPDATE
            || write.kind() == Write.Kind.DELETE;
    Read read = write.target().get();
    if (project.facts().signals().isReceiver(flow.function())
        && read.kind() == Read.Kind.PARAMETER
        && NewRows.isNew(write, flow.function())) {
      return Optional.empty();
    }
    if (!saves
        || read.unknownToOthers()
        || isOfNew(read)
        || isInsert(write, read)
        || Protection.covers(read, write)) {
      return Optional.empty();
    }
    if ((read.kind() == Read.Kind.PARAMETER && !project.unknownCaller(flow.function(), read))
        || (read.rootParameter().isPresent()
            && read.kind() == Read.Kind.RELATED
            && !project.unknownCaller(flow.function(), read.rootParameter().get()))) {
      return Optional.empty();
    }
    Optional<Race> race = defect(write, read, flow, project);
    if (race.filter(r -> r.defect() != Defect.CHECK_THEN_ACT).isPresent()
        && write.kind() == Write.Kind.BULK_UPDATE) {
      return Optional.of(
          new Race(Defect.STALE_BULK_UPDATE, read, race.get().columns(), race.get().sure()));
    }
    boolean lockedAfter =
        write.locks().stream()
            .anyMatch(lock ->
                lock.kind() == Lock.Kind.ROW
                    && lock.table().filter(t -> project.same(t, read.table())).isPresent());
    if (race.isPresent() && lockedAfter && read.kind() != Read.Kind.PARAMETER) {
      return Optional.of(
          new Race(Defect.READ_BEFORE_LOCK, read, race.get().columns(), race.get().sure()));
    }
    return race;
  }

  /// Whether the row hangs on one that was made in this function: a profile that a new user got.
  private static boolean isOfNew(Read read) {
    return read.kind() == Read.Kind.RELATED
        && read.parent()
            .filter(Read::fresh)
            .flatMap(parent -> parent.table().model())
            .filter(model -> model.field(read.detail()).isEmpty())
            .isPresent();
  }

  /// Whether a value says something of many rows: how many there are, or whether there is any.
  private static boolean tellsOfRows(Source source) {
    return switch (source.aspect()) {
      case AGGREGATE -> source.read().kind() != Read.Kind.PARAMETER;
      case EXISTENCE, ABSENCE ->
          source.read().kind() == Read.Kind.EXISTS || source.read().kind() == Read.Kind.ROWS;
      case COLUMN, WHOLE, MADE, CHANGED -> false;
    };
  }

  /// Whether it was tested that the row has no key yet.
  private static boolean isInsert(Write write, Read read) {
    // `row.pk = None`: the next `save()` makes a copy.
    if (write.columns().containsKey("pk") || write.columns().containsKey("id")) {
      return true;
    }
    return write.guards().stream()
        .anyMatch(guard ->
            guard.source().read() == read
                && guard.source().column().equals("pk")
                && guard.polarity() == Guard.Polarity.ABSENT);
  }

  private static Optional<Race> defect(Write write, Read read, FunctionFlow flow, Project project) {
    var own = new TreeSet<String>();
    var derived = new TreeSet<String>();
    Set<String> plain = plain(write);
    for (Map.Entry<String, Assigned> entry : write.columns().entrySet()) {
      String column = entry.getKey();
      Assigned value = entry.getValue();
      if (value.atomic()) {
        continue;
      }
      for (Source source : value.sources()) {
        if (source.read() == read) {
          boolean named = !column.equals("*");
          if ((write.whole() && named) || source.column().equals(column)) {
            own.add(column);
          }
        } else if (tellsOfRows(source)
            && !column.equals("*")
            && !Protection.covers(source.read(), write)) {
          derived.add(column);
        }
      }
    }
    if (!own.isEmpty()) {
      return Optional.of(new Race(Defect.LOST_UPDATE, read, own, true));
    }
    // `F()` keeps a sum right, and not the test that came before it.
    Set<String> tested = tested(write, read);
    tested.retainAll(write.columns().keySet());
    tested.removeIf(column -> isRefused(column, write));
    if (write.kind() == Write.Kind.DELETE) {
      Set<String> deciding = tested(write, read);
      boolean used = isUsedUp(write, flow);
      return deciding.isEmpty() && !used
          ? Optional.empty()
          : Optional.of(new Race(Defect.CHECK_THEN_ACT, read, deciding, used));
    }
    if (!tested.isEmpty() && !Stakes.isSettled(tested, write, flow)) {
      return Optional.of(
          new Race(Defect.CHECK_THEN_ACT, read, tested, Stakes.matter(tested, write, flow)));
    }
    if (write.whole() && !derived.isEmpty()) {
      return Optional.of(new Race(Defect.LOST_UPDATE, read, derived, true));
    }
    if (write.whole() && !OtherColumns.areNone(write, read, project)) {
      return Optional.of(new Race(Defect.STALE_OVERWRITE, read, plain, !plain.isEmpty()));
    }
    return Optional.empty();
  }

  /// Whether the database computes the value and a constraint of the table limits it: what the test
  /// has let through is refused then.
  private static boolean isRefused(String column, Write write) {
    Assigned value = write.columns().get(column);
    return value != null
        && value.atomic()
        && write.table().model().filter(model -> isChecked(column, model)).isPresent();
  }

  private static boolean isChecked(String column, ModelFacts model) {
    return model.checked().contains(column)
        || model.field(column).filter(FieldFacts::isPositive).isPresent();
  }

  /// Whether somebody is added to something before the row is deleted: an invitation is used up.
  private static boolean isUsedUp(Write delete, FunctionFlow flow) {
    for (Write write : flow.writes()) {
      if (write.equals(delete)) {
        return false;
      }
      boolean grants = write.creates() && write.table().label().startsWith(Table.PAIRS);
      if (grants && write.via().equals(delete.via())) {
        return true;
      }
    }
    return false;
  }

  /// The columns of the row whose value decided that the write happens, or that a column was
  /// assigned; a filter that selected the row is such a test too.
  private static Set<String> tested(Write write, Read read) {
    var out = new TreeSet<String>(Protection.columns(read.lookups()));
    read.table().model().ifPresent(model -> out.removeAll(keys(model, read.lookups())));
    for (Guard guard : write.guards()) {
      add(guard, read, out);
    }
    for (Assigned value : write.columns().values()) {
      value.guards().forEach(guard -> add(guard, read, out));
    }
    return out;
  }

  /// The columns that name the row: a unique key that the lookup gives in full.
  private static Set<String> keys(ModelFacts model, Set<String> lookups) {
    var out = new TreeSet<String>();
    for (UniqueKey key : model.keys()) {
      if (lookups.containsAll(key.columns())) {
        out.addAll(key.columns());
      }
    }
    return out;
  }

  private static void add(Guard guard, Read read, Set<String> out) {
    if (guard.source().read() == read
        && guard.source().aspect() == Source.Aspect.COLUMN
        && !guard.source().column().equals("pk")) {
      out.add(guard.source().column());
    }
  }

  /// `queryset.update(column=value)` with a value or a test from a row read before.
  private static Optional<Race> ofUpdate(Write write, FunctionFlow flow, Project project) {
    Set<String> compared = Protection.columns(write.lookups());
    for (Map.Entry<String, Assigned> entry : write.columns().entrySet()) {
      for (Source source : entry.getValue().sources()) {
        boolean column =
            (source.aspect() == Source.Aspect.COLUMN
                    || (source.aspect() == Source.Aspect.WHOLE
                        && write.kind() == Write.Kind.UPDATE))
                && isOf(entry.getKey(), source)
                && project.same(source.read().table(), write.table());
        if (column && !compared.contains(entry.getKey()) && !unprotects(source.read(), write)) {
          return Optional.of(
              new Race(Defect.LOST_UPDATE, source.read(), Set.of(entry.getKey()), true));
        }
      }
    }
    for (Guard guard : write.guards()) {
      Source source = guard.source();
      boolean state =
          source.aspect() == Source.Aspect.COLUMN
              && write.columns().containsKey(source.column())
              && project.same(source.read().table(), write.table())
              && !source.read().unknownToOthers()
              && !write.columns().get(source.column()).settled();
      if (state && !compared.contains(source.column()) && !unprotects(source.read(), write)) {
        return Optional.of(
            new Race(
                Defect.CHECK_THEN_ACT,
                source.read(),
                Set.of(source.column()),
                !source.column().equals("*")
                    && Stakes.rests(source.column(), write, flow)
                    && (source.read().via().isEmpty()
                        || source.read().site().function().equals(write.site().function()))));
      }
    }
    return Optional.empty();
  }

  /// Whether a value is that of a column, asked for by its name or among others.
  private static boolean isOf(String column, Source source) {
    return source.column().equals(column)
        || ((source.column().equals("*") || source.aspect() == Source.Aspect.WHOLE)
            && source.read().lookups().contains(Table.VALUE + column));
  }

  private static boolean unprotects(Read read, Write write) {
    return Protection.covers(read, write) || read.unknownToOthers();
  }
}
