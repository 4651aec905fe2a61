package dev.deadheat.django.flow;

import dev.deadheat.django.project.FunctionFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A write of shared data, with everything that decides whether it races.
///
/// @param kind how
/// @param table what
/// @param target for a row that is saved or deleted, the read it came from
/// @param columns what is assigned, by column, with where the value comes from; `*` for columns
///   that are not known
/// @param whole whether all columns are written back as they were read (`save()` without
///   `update_fields`)
/// @param lookups the lookups that select the rows, for a write through a queryset
/// @param guards the tests under which it runs
/// @param locks the locks held
/// @param inTransaction whether a transaction is open, as far as this function and what it called
///   know
/// @param caught the names of the exceptions that are caught around it
/// @param site where
/// @param via the calls through which it is reached, outermost first
/// @param implied whether the framework does it: a generic form or serializer
public record Write(
    Kind kind,
    Table table,
    Optional<Read> target,
    Map<String, Assigned> columns,
    boolean whole,
    Set<String> lookups,
    Set<Guard> guards,
    List<Lock> locks,
    boolean inTransaction,
    Set<String> caught,
    Site site,
    List<Site> via,
    boolean implied) {

  /// How data is written.
  public enum Kind {
    /// `row.save()`.
    SAVE,
    /// `row.delete()`.
    DELETE,
    /// `queryset.update(...)`.
    UPDATE,
    /// `queryset.delete()`.
    DELETE_ROWS,
    /// `create`, or `save()` of a row made here.
    CREATE,
    /// `bulk_create`.
    BULK_CREATE,
    /// `bulk_update` of rows that were read.
    BULK_UPDATE,
    /// `get_or_create` or `update_or_create`.
    GET_OR_CREATE,
    /// A cache key is set.
    CACHE_SET,
    /// Something outside the database is told: a task is queued, a mail sent.
    TELL
  }

  /// What is assigned to a column.
  ///
  /// @param sources what the value was computed from
  /// @param guards the tests under which it was assigned
  /// @param atomic whether the database computes it (`F()`)
  /// @param settled whether a test only asked that the column does not hold this value yet: then it
  ///   is the same to set it again
  public record Assigned(Set<Source> sources, Set<Guard> guards, boolean atomic, boolean settled) {
    Assigned(Set<Source> sources, Set<Guard> guards, boolean atomic) {
      this(sources, guards, atomic, false);
    }

    /// The same; but to set it again is not the same.
    Assigned unsettled() {
      return new Assigned(sources, guards, atomic);
    }

    /// Whether nothing is known of where the value comes from.
    boolean isPlain() {
      return sources.isEmpty() && guards.isEmpty() && !atomic;
    }
  }

  /// The same write as a function sees it that is so many calls further in.
  public Write within(int calls) {
    return new Write(
        kind,
        table,
        target,
        columns,
        whole,
        lookups,
        guards,
        locks,
        inTransaction,
        caught,
        site,
        via.subList(calls, via.size()),
        implied);
  }

  /// The same write of other values.
  Write with(Map<String, Assigned> values) {
    return new Write(
        kind,
        table,
        target,
        values,
        whole,
        lookups,
        guards,
        locks,
        inTransaction,
        caught,
        site,
        via,
        implied);
  }

  /// Whether it makes new rows.
  public boolean creates() {
    return kind == Kind.CREATE || kind == Kind.BULK_CREATE;
  }

  /// Whether no old row is changed: a new one is made, or nothing is.
  public boolean inserts() {
    return creates()
        || (kind == Kind.GET_OR_CREATE
            && target.filter(row -> row.detail().endsWith("update_or_create")).isEmpty());
  }

  /// Whether it stands in this function, nested ones included, and not in what it calls.
  public boolean isIn(FunctionFacts function) {
    return via.isEmpty() || function.holds(site.function());
  }

  /// The place in the outermost function: where it happens or where the call to it stands.
  public Site outermost() {
    return via.isEmpty() ? site : via.getFirst();
  }
}
