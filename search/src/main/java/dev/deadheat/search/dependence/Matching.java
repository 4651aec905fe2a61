package dev.deadheat.search.dependence;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Access.WriteRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Whether accesses can meet: predicates and keys against the columns of written rows. In doubt
/// they can.
public final class Matching {
  private Matching() {}

  /// Whether a read, by row, predicate or whole table, can see this write come or go.
  public static boolean sees(Access read, WriteRow write) {
    return switch (read) {
      case Access.ReadRow(var row) -> row.equals(write.row());
      case Access.ReadWhere(var table, var equalities) ->
          table.equals(write.row().table()) && satisfies(write, equalities);
      case Access.WholeTable whole -> whole.table().equals(write.row().table());
      case Access.LockRow ignored -> false;
      case WriteRow ignored -> false;
      case Access.UniqueProbe ignored -> false;
      case Access.Advisory ignored -> false;
      case Access.MoveSequence ignored -> false;
      case Access.Unknown ignored -> true;
    };
  }

  /// Whether a read can see this write come or go, here or in another order of steps. Then the
  /// write may give another value to a column that it changes: only the others count.
  static boolean maySee(Access read, WriteRow write) {
    return sees(read, steady(write));
  }

  /// The write, as far as it is the same in every order.
  private static WriteRow steady(WriteRow write) {
    if (write.kind() != WriteKind.UPDATE) {
      return write;
    }
    Map<String, Optional<String>> kept = new LinkedHashMap<>(write.before());
    kept.entrySet()
        .removeIf(column -> !column.getValue().equals(write.after().get(column.getKey())));
    return new WriteRow(write.row(), write.kind(), kept, kept);
  }

  /// Whether the row satisfied the equalities before the write or does after it.
  private static boolean satisfies(WriteRow write, Map<String, Optional<String>> equalities) {
    return versions(write).stream().anyMatch(columns -> satisfied(columns, equalities));
  }

  /// Whether a version of a row may satisfy equalities; columns that were not seen may.
  public static boolean satisfied(
      Map<String, Optional<String>> columns, Map<String, Optional<String>> equalities) {
    return equalities.entrySet().stream()
        .allMatch(equality -> agrees(columns, equality.getKey(), equality.getValue()));
  }

  /// Whether a key that was probed is one that the write takes, leaves or keeps.
  static boolean meets(Access.UniqueProbe probe, WriteRow write) {
    return probe.table().equals(write.row().table())
        && versions(steady(write)).stream()
            .anyMatch(columns -> {
              for (int i = 0; i < probe.columns().size(); i++) {
                if (!agrees(columns, probe.columns().get(i), probe.values().get(i))) {
                  return false;
                }
              }
              return true;
            });
  }

  /// Whether two inserts take the same unique key, as far as is known for sure.
  public static boolean collide(WriteRow one, WriteRow other, Schema schema) {
    return one.row().table().equals(other.row().table())
        && schema.keys(one.row().table()).stream()
            .flatMap(List::stream)
            .filter(key -> !key.isEmpty())
            .anyMatch(key ->
                key.stream()
                    .allMatch(column ->
                        one.after().containsKey(column)
                            && equal(one.after(), other.after(), column)));
  }

  /// Whether two writes, not of one row, can meet in a unique key.
  static boolean meet(WriteRow one, WriteRow other, Schema schema) {
    if (!one.row().table().equals(other.row().table())) {
      return false;
    }
    Optional<List<List<String>>> keys = schema.keys(one.row().table());
    if (keys.isEmpty()) {
      return claims(one) || claims(other);
    }
    return keys.get().stream().anyMatch(key -> meet(one, other, key));
  }

  private static boolean meet(WriteRow one, WriteRow other, List<String> key) {
    if (!changes(one, key) && !changes(other, key)) {
      return false;
    }
    return versions(steady(one)).stream()
        .anyMatch(left ->
            versions(steady(other)).stream()
                .anyMatch(right -> key.stream().allMatch(column -> equal(left, right, column))));
  }

  private static boolean equal(
      Map<String, Optional<String>> left, Map<String, Optional<String>> right, String column) {
    Optional<String> one = left.get(column);
    Optional<String> other = right.get(column);
    if (one == null || other == null) {
      return true;
    }
    // Nulls are distinct in a plain unique index.
    return one.isPresent() && one.equals(other);
  }

  /// The lock that a write takes on its row (manual, 13.3.2).
  public static LockMode mode(WriteRow write, Schema schema) {
    if (write.kind() != WriteKind.UPDATE) {
      return LockMode.UPDATE;
    }
    return schema.keys(write.row().table()).stream()
                .flatMap(List::stream)
                .noneMatch(key -> changes(write, key))
            && schema.keys(write.row().table()).isPresent()
        ? LockMode.NO_KEY_UPDATE
        : LockMode.UPDATE;
  }

  /// Whether two lock modes exclude each other (manual, table 13.3).
  public static boolean conflict(LockMode one, LockMode other) {
    return switch (one) {
      case KEY_SHARE -> other == LockMode.UPDATE;
      case SHARE -> other == LockMode.NO_KEY_UPDATE || other == LockMode.UPDATE;
      case NO_KEY_UPDATE -> other != LockMode.KEY_SHARE;
      case UPDATE -> true;
    };
  }

  private static boolean claims(WriteRow write) {
    return write.kind() != WriteKind.UPDATE || !write.before().equals(write.after());
  }

  private static boolean changes(WriteRow write, List<String> key) {
    return write.kind() != WriteKind.UPDATE
        || key.isEmpty()
        || write.before().isEmpty()
        || key.stream()
            .anyMatch(column ->
                !write.before().containsKey(column)
                    || !Objects.equals(write.before().get(column), write.after().get(column)));
  }

  private static boolean agrees(
      Map<String, Optional<String>> columns, String column, Optional<String> value) {
    Optional<String> found = columns.get(column);
    return found == null || found.equals(value);
  }

  /// The row before and after; a version that should be there and was not seen matches anything.
  private static List<Map<String, Optional<String>>> versions(WriteRow write) {
    List<Map<String, Optional<String>>> versions = new ArrayList<>();
    if (write.kind() != WriteKind.INSERT) {
      versions.add(write.before());
    }
    if (write.kind() != WriteKind.DELETE) {
      versions.add(write.after());
    }
    return versions;
  }
}
