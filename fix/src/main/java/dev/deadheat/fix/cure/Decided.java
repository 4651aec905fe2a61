package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Write;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a test decides that a number is changed, and the same code undoes what was tested: then
/// two requests that both pass the test must not both change the number, as they reliably do once
/// the database computes it.
final class Decided {
  private Decided() {}

  /// Whether a test decides about this write, or about another one of the same column in the same
  /// function, which only a lock would keep from undoing this one.
  static boolean byChange(Case each, Case.Race race, String column) {
    Write write = race.write();
    if (isTested(write, race.read(), column)) {
      return true;
    }
    List<FunctionFlow> flows =
        Stream.concat(each.races().stream(), each.between(race).stream())
            .map(Case.Race::flow)
            .distinct()
            .toList();
    for (FunctionFlow flow : flows) {
      for (Write one : flow.writes()) {
        boolean rival =
            one.table().equals(write.table())
                && one.kind() == Write.Kind.SAVE
                && one.columns().containsKey(column)
                && one.site().function().equals(write.site().function());
        boolean undone =
            rival && one.guards().stream().anyMatch(guard -> isUndone(flow, one, guard, column));
        if (undone) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isTested(Write write, Optional<Read> read, String column) {
    return write.guards().stream()
        .anyMatch(guard ->
            guard.source().column().equals(column)
                && (read.isEmpty() || guard.source().read() == read.get()));
  }

  /// Whether a caller tests a column of the row before it hands it over, and what it leads to
  /// changes that column: a lock in the function that writes comes too late for that test.
  ///
  /// @param caller the race as the caller sees it
  static boolean before(Case.Race writer, Case.Race caller) {
    return caller.write().guards().stream()
        .filter(guard -> guard.source().aspect() == Source.Aspect.COLUMN)
        .filter(guard -> guard.source().read().table().equals(writer.write().table()))
        .filter(guard ->
            writer.write().guards().stream()
                .noneMatch(own -> own.source().column().equals(guard.source().column())))
        .anyMatch(guard -> isUndone(caller.flow(), caller.write(), guard, ""));
  }

  /// The looks of a function at what it changes itself, of other rows than the one that is written,
  /// on which that write hangs: they belong under the same lock.
  static List<Site> looks(Case.Race race) {
    Write write = race.write();
    return write.guards().stream()
        .filter(guard -> !guard.source().read().table().equals(write.table()))
        .filter(guard -> isUndone(race.flow(), write, guard, ""))
        .map(guard -> guard.source().read())
        .map(read -> read.via().isEmpty() ? read.site() : read.via().getFirst())
        .filter(site -> site.function().equals(race.flow().function()))
        .toList();
  }

  /// Whether a function changes what a test looked at: the column of a row, that there is one, or
  /// what it was looked for by.
  private static boolean isUndone(FunctionFlow flow, Write write, Guard guard, String column) {
    Read look = guard.source().read();
    if (guard.source().aspect() == Source.Aspect.MADE) {
      return false;
    }
    return flow.writes().stream()
        .filter(other -> other.table().equals(look.table()))
        .filter(other -> !other.equals(write) || !other.columns().containsKey(column))
        .anyMatch(other ->
            switch (other.kind()) {
              case DELETE, DELETE_ROWS -> true;
              case SAVE, UPDATE, BULK_UPDATE ->
                  guard.source().column().isEmpty()
                      ? look.lookups().stream().anyMatch(other.columns()::containsKey)
                      : other.columns().containsKey(guard.source().column());
              case CREATE, BULK_CREATE, GET_OR_CREATE, CACHE_SET, TELL -> false;
            });
  }
}
