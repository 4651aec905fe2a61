package dev.deadheat.prove.oracle;

import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which parts of outcomes change although nothing of meaning does, learned from serial orders that
/// were run twice with sequences, clock and seeds moved.
///
/// @param keys `table.column` of keys that the application makes up
/// @param columns `table.column` of other values that differ between two runs of one serial order
/// @param leaves `document path` of pieces of documents that differ so and are no ids
/// @param ids `document path` of pieces that are ids made up in the run
public record Volatile(
    SortedSet<String> keys,
    SortedSet<String> columns,
    SortedSet<String> leaves,
    SortedSet<String> ids) {
  public Volatile {
    keys = new TreeSet<>(keys);
    columns = new TreeSet<>(columns);
    leaves = new TreeSet<>(leaves);
    ids = new TreeSet<>(ids);
  }

  /// Two outcomes of the same serial order.
  public record Twins(Outcome one, Outcome other) {}

  /// Learns from twins. Deterministic; order of the list does not matter.
  public static Volatile learn(List<Twins> all, Schema schema) {
    SortedSet<String> keys = new TreeSet<>();
    all.forEach(twins -> learnKeys(twins, schema, keys));
    SortedSet<String> columns = new TreeSet<>();
    SortedSet<String> leaves = new TreeSet<>();
    SortedSet<String> ids = new TreeSet<>();
    for (Twins twins : all) {
      Names one = names(twins.one(), schema, keys);
      Names other = names(twins.other(), schema, keys);
      learnColumns(rows(twins.one(), one), rows(twins.other(), other), columns);
      SortedMap<String, String> oneDocuments = documents(twins.one());
      SortedMap<String, String> otherDocuments = documents(twins.other());
      for (var document : oneDocuments.entrySet()) {
        String counterpart = otherDocuments.get(document.getKey());
        if (counterpart != null) {
          learnLeaves(
              document.getKey(),
              Leaves.of(document.getValue()),
              one,
              Leaves.of(counterpart),
              other,
              leaves,
              ids);
        }
      }
    }
    ids.removeAll(leaves);
    return new Volatile(keys, columns, leaves, ids);
  }

  private static Names names(Outcome outcome, Schema schema, SortedSet<String> keys) {
    return Names.of(outcome, schema, (table, column) -> keys.contains(table + "." + column));
  }

  private static void learnKeys(Twins twins, Schema schema, SortedSet<String> keys) {
    TreeSet<String> tables = new TreeSet<>();
    twins.one().inserted().keySet().forEach(row -> tables.add(row.table()));
    for (Lane lane : twins.one().replies().keySet()) {
      for (String table : tables) {
        List<RowKey> one = twins.one().insertedBy(lane, table);
        List<RowKey> other = twins.other().insertedBy(lane, table);
        List<String> columns = schema.keyColumns(table);
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
          for (int k = 0; k < Math.min(columns.size(), one.get(i).key().size()); k++) {
            boolean differs = !one.get(i).key().get(k).equals(other.get(i).key().get(k));
            if (differs && schema.references(table, columns.get(k)).isEmpty()) {
              keys.add(table + "." + columns.get(k));
            }
          }
        }
      }
    }
  }

  private static void learnColumns(
      SortedMap<RowKey, Optional<Map<String, Optional<String>>>> one,
      SortedMap<RowKey, Optional<Map<String, Optional<String>>>> other,
      SortedSet<String> columns) {
    one.forEach((row, cells) -> {
      Optional<Map<String, Optional<String>>> twin = other.getOrDefault(row, Optional.empty());
      if (cells.isPresent() && twin.isPresent()) {
        cells
            .get()
            .forEach((column, value) -> {
              if (!value.equals(twin.get().getOrDefault(column, Optional.empty()))) {
                columns.add(row.table() + "." + column);
              }
            });
      }
    });
  }

  private static void learnLeaves(
      String document,
      SequencedMap<String, String> one,
      Names oneNames,
      SequencedMap<String, String> other,
      Names otherNames,
      SortedSet<String> leaves,
      SortedSet<String> ids) {
    one.forEach((path, piece) -> {
      String counterpart = other.get(path);
      if (counterpart == null || counterpart.equals(piece)) {
        return;
      }
      List<String> same = new java.util.ArrayList<>(oneNames.candidates(unquoted(piece)));
      same.retainAll(otherNames.candidates(unquoted(counterpart)));
      (same.isEmpty() ? leaves : ids).add(document + " " + path);
    });
  }

  /// The comparable form of an outcome.
  public Canon canon(Outcome outcome, Schema schema) {
    Names names = names(outcome, schema, keys);
    SortedMap<String, String> rows = new TreeMap<>();
    rows(outcome, names)
        .forEach((row, cells) ->
            rows.put(row.toString(), cells.map(known -> text(row.table(), known)).orElse("gone")));
    SortedMap<Lane, Integer> statuses = new TreeMap<>();
    outcome.replies().forEach((lane, reply) -> statuses.put(lane, reply.status()));
    SortedMap<String, String> canonical = new TreeMap<>();
    documents(outcome)
        .forEach((name, document) -> canonical.put(name, mask(name, document, names)));
    outcome.invariant().ifPresent(held -> canonical.put("invariant", String.valueOf(held)));
    return new Canon(rows, statuses, canonical);
  }

  private String text(String table, Map<String, Optional<String>> cells) {
    StringBuilder text = new StringBuilder();
    cells.forEach((column, value) -> {
      if (!columns.contains(table + "." + column)) {
        text.append(column).append('=').append(value.map(v -> "'" + v + "'").orElse("null"));
        text.append(' ');
      }
    });
    return text.toString();
  }

  private String mask(String name, String document, Names names) {
    StringBuilder text = new StringBuilder();
    Leaves.of(document)
        .forEach((path, piece) -> {
          String place = name + " " + path;
          String shown = piece;
          if (leaves.contains(place)) {
            shown = "<volatile>";
          } else if (ids.contains(place)) {
            List<String> known = names.candidates(unquoted(piece));
            shown = known.isEmpty() ? piece : String.join("|", known);
          }
          text.append(path).append(' ').append(shown).append('\n');
        });
    return text.toString();
  }

  private static SortedMap<RowKey, Optional<Map<String, Optional<String>>>> rows(
      Outcome outcome, Names names) {
    SortedMap<RowKey, Optional<Map<String, Optional<String>>>> rows = new TreeMap<>();
    outcome
        .changed()
        .forEach((row, cells) ->
            rows.put(
                names.row(row),
                cells.map(known -> {
                  Map<String, Optional<String>> renamed = new java.util.LinkedHashMap<>();
                  known.forEach((column, value) ->
                      renamed.put(column, names.cell(row.table(), column, value)));
                  return renamed;
                })));
    return rows;
  }

  private static SortedMap<String, String> documents(Outcome outcome) {
    SortedMap<String, String> documents = new TreeMap<>(outcome.effects());
    outcome
        .replies()
        .forEach((lane, reply) -> {
          documents.put(lane + " body", reply.body());
          reply.location().ifPresent(target -> documents.put(lane + " location", target));
        });
    return documents;
  }

  private static String unquoted(String piece) {
    return piece.length() >= 2 && piece.startsWith("\"") && piece.endsWith("\"")
        ? piece.substring(1, piece.length() - 1)
        : piece;
  }
}
