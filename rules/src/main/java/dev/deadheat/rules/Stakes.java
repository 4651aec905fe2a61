package dev.deadheat.rules;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.flow.Write.Assigned;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What is lost if two requests pass the same test: nothing, or money, a state, a second mail.
final class Stakes {
  private static final int MAX_STEPS = 8;

  /// Requests to another service that only ask.
  private static final Set<String> ASKING = Set.of("get", "head", "options");

  private Stakes() {}

  /// Whether the test only asked that the columns do not hold yet what they are set to, and nothing
  /// else rests on it: set twice is as good as set once.
  static boolean isSettled(Set<String> tested, Write write, FunctionFlow flow) {
    for (String column : tested) {
      Assigned value = write.columns().get(column);
      if (value == null || (!value.settled() && !isTurnedBack(column, write, flow))) {
        return false;
      }
    }
    return flow.writes().stream()
        .filter(other -> !other.site().equals(write.site()))
        .noneMatch(other -> restsOn(other, tested, write));
  }

  /// Whether it hurts if two pass the test: the column is money, a state or the like, or something
  /// is made, deleted or told on the strength of it.
  static boolean matter(Set<String> tested, Write write, FunctionFlow flow) {
    // Rows that were listed for a flag which is then turned over: nobody asks who turned it.
    boolean listed =
        write.target().filter(read -> read.kind() == Read.Kind.ROWS).isPresent()
            && tested.stream().allMatch(column -> isTurned(column, write));
    if (listed) {
      return hasEffect(write.target().get(), flow);
    }
    if (tested.stream().allMatch(Stakes::isExpiry) && !givesAway(write)) {
      return false;
    }
    boolean switched =
        tested.stream().allMatch(column -> Worth.isSwitch(column) && isTurned(column, write));
    return (switched
            ? hasConsequence(tested, write, flow)
            : Worth.of(tested, Severity.MEDIUM) == Severity.HIGH)
        || write.target().filter(read -> isPicked(read, tested)).isPresent()
        || flow.writes().stream()
            .filter(other -> other.creates() || isTold(other))
            .anyMatch(other -> restsOn(other, tested, write))
        || flow.dispatches().stream().anyMatch(told -> tellsOf(told, tested, write));
  }

  /// Whether anything but a flag rests on a test of it before an `UPDATE` that turns it.
  static boolean rests(String column, Write update, FunctionFlow flow) {
    return !(isTurned(column, update) || isSet(column, update, "DateTime"))
        || (Worth.of(Set.of(column), Severity.MEDIUM) == Severity.HIGH && !Worth.isSwitch(column))
        || hasConsequence(Set.of(column), update, flow);
  }

  /// Whether more than the flags themselves rests on the test: another row that is written,
  /// somebody who is told, a value that is not the same for both.
  private static boolean hasConsequence(Set<String> tested, Write write, FunctionFlow flow) {
    return write.columns().entrySet().stream()
            .anyMatch(each ->
                !tested.contains(each.getKey()) && isOfItsOwn(each.getKey(), each.getValue()))
        || flow.writes().stream()
            .filter(other -> !other.target().equals(write.target()) || other.creates())
            .anyMatch(other -> restsOn(other, tested, write) || isGivenUp(other, tested, write))
        || flow.dispatches().stream()
            .filter(told -> !onlyAsks(told))
            .anyMatch(told ->
                tellsOf(told, tested, write)
                    || told.guards().stream()
                        .map(Guard::source)
                        .anyMatch(source -> isTested(source, tested, write)));
  }

  /// Whether the same flag is taken from other rows by an `UPDATE`, so that one has it.
  private static boolean isGivenUp(Write other, Set<String> tested, Write write) {
    return (other.kind() == Write.Kind.UPDATE || write.kind() == Write.Kind.UPDATE)
        && other.table().equals(write.table())
        && !other.site().equals(write.site())
        && other.columns().keySet().stream().anyMatch(tested::contains);
  }

  /// Whether a column gets what only this request knows; who changed the row last is no such thing.
  private static boolean isOfItsOwn(String column, Assigned value) {
    return (value.atomic() || !value.sources().isEmpty())
        && !column.contains("modified")
        && !column.contains("updated");
  }

  private static boolean isTested(Source source, Set<String> tested, Write write) {
    return source.aspect() == Source.Aspect.COLUMN
        && tested.contains(source.column())
        && source.read().table().equals(write.table())
        && (source.read().table().model().isPresent() || isSameRow(source.read(), write));
  }

  /// Of rows of an unknown model only the row itself is known to be of the same table.
  private static boolean isSameRow(Read row, Write write) {
    return write.target().map(row::equals).orElse(true);
  }

  /// Whether something is made, deleted or told of each of the rows that were listed.
  static boolean hasEffect(Read row, FunctionFlow flow) {
    return flow.writes().stream()
            .filter(other -> other.creates() || isTold(other))
            .anyMatch(other ->
                other.target().filter(target -> isOf(target, row)).isPresent()
                    || other.guards().stream().anyMatch(guard -> isOf(guard.source().read(), row))
                    || other.columns().values().stream()
                        .flatMap(value -> value.sources().stream())
                        .anyMatch(source -> isOf(source.read(), row)))
        || flow.dispatches().stream()
            .filter(told -> !onlyAsks(told))
            .flatMap(told -> told.sources().stream())
            .anyMatch(source -> isOf(source.read(), row));
  }

  /// Whether rows that were listed for a state all get another one, which does not depend on what
  /// they hold; not a few of them, which are taken from a queue.
  static boolean isSwept(RowRaces.Race race, Write write) {
    boolean listed =
        race.read().kind() == Read.Kind.ROWS || race.read().kind() == Read.Kind.GET_OR_CREATE;
    return listed
        && !race.columns().isEmpty()
        && !isPicked(race.read(), race.columns())
        && race.columns().stream()
            .map(write.columns()::get)
            .allMatch(value -> value != null && value.sources().isEmpty() && !value.atomic());
  }

  /// Whether a column says until when a row's other columns hold: they are computed anew when it
  /// has passed, and whoever computes them comes to the same.
  private static boolean isExpiry(String column) {
    return column.contains("expir") || column.contains("valid_until");
  }

  /// Whether each time it is written it is something else.
  private static boolean givesAway(Write write) {
    return write.columns().keySet().stream()
        .anyMatch(column ->
            Stream.of("token", "secret", "key", "code", "nonce").anyMatch(column::contains));
  }

  /// Whether the rows are the first few of those that fit, and no longer fit once they are written:
  /// a queue, of which two take the same.
  private static boolean isPicked(Read read, Set<String> tested) {
    boolean first = read.lookups().stream().anyMatch(lookup -> lookup.startsWith("["));
    return first && Protection.columns(read.lookups()).containsAll(tested);
  }

  /// Whether somebody outside is told what the tested column holds, or of a row that was chosen by
  /// it.
  private static boolean tellsOf(Dispatch told, Set<String> tested, Write write) {
    Optional<Read> chosen =
        write.target().filter(read -> Protection.columns(read.lookups()).containsAll(tested));
    for (Source source : told.sources()) {
      boolean column =
          source.aspect() == Source.Aspect.COLUMN
              && tested.contains(source.column())
              && write.target().filter(read -> read == source.read()).isPresent();
      if (column || chosen.filter(read -> isOf(source.read(), read)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /// Whether a row is this one, or was reached from it.
  static boolean isOf(Read row, Read root) {
    Optional<Read> each = Optional.of(row);
    for (int i = 0; i < MAX_STEPS && each.isPresent(); i++) {
      if (each.get() == root) {
        return true;
      }
      each = each.get().parent();
    }
    return false;
  }

  /// Whether another service is only asked for something, and told nothing.
  static boolean onlyAsks(Dispatch told) {
    return told.kind() == Dispatch.Kind.HTTP && ASKING.contains(told.task());
  }

  /// Whether a row was asked for by a flag, which is then turned over, and nothing else is done
  /// with the row.
  private static boolean isTurnedBack(String column, Write write, FunctionFlow flow) {
    return isTurned(column, write)
        && write
            .target()
            .filter(read -> Protection.columns(read.lookups()).contains(column))
            .filter(read -> !isPicked(read, Set.of(column)))
            .filter(read -> !hasEffect(read, flow))
            .isPresent();
  }

  /// Whether a flag is set to a constant.
  private static boolean isTurned(String column, Write write) {
    return isSet(column, write, "Boolean");
  }

  /// Whether a column of a kind is set to what depends on nothing that was read.
  private static boolean isSet(String column, Write write, String kind) {
    Assigned value = write.columns().get(column);
    return value != null
        && value.sources().isEmpty()
        && !value.atomic()
        && write
            .table()
            .model()
            .flatMap(model -> model.field(column))
            .filter(field -> field.type().contains(kind))
            .isPresent();
  }

  private static boolean isTold(Write write) {
    return switch (write.kind()) {
      case TELL -> !ASKING.contains(write.table().name());
      case DELETE, DELETE_ROWS, GET_OR_CREATE -> true;
      case SAVE, UPDATE, CREATE, BULK_CREATE, BULK_UPDATE, CACHE_SET -> false;
    };
  }

  /// Whether it only notes what happened: a second line is no harm.
  private static boolean isProtocol(Write write) {
    String table = write.table().name().toLowerCase(Locale.ROOT);
    return write.creates() && (table.contains("log") || table.contains("history"));
  }

  private static boolean restsOn(Write other, Set<String> tested, Write write) {
    boolean settled =
        other.table().equals(write.table())
            && tested.stream()
                .allMatch(column ->
                    other.columns().containsKey(column) && other.columns().get(column).settled());
    return !settled
        && !isProtocol(other)
        && other.guards().stream()
            .map(Guard::source)
            .anyMatch(source -> isTested(source, tested, write));
  }
}
