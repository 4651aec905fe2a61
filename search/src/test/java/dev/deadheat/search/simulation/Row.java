package dev.deadheat.search.simulation;

import dev.deadheat.search.RowKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A row's versions: those committed, and those of the one transaction that is changing it. An
/// empty version is a row that is not there.
final class Row {
  private record Committed(long at, Optional<Map<String, String>> columns) {}

  final RowKey key;
  private final List<Committed> committed = new ArrayList<>();
  private final Deque<Optional<Map<String, String>>> changes = new ArrayDeque<>();
  private Optional<Tx> writer = Optional.empty();

  Row(RowKey key) {
    this.key = key;
  }

  Optional<Tx> writer() {
    return writer;
  }

  Optional<Map<String, String>> seenBy(Tx tx, long snapshot) {
    if (writer.filter(tx::equals).isPresent()) {
      return changes.element();
    }
    return committed.reversed().stream()
        .filter(version -> version.at() <= snapshot)
        .findFirst()
        .flatMap(Committed::columns);
  }

  Optional<Map<String, String>> latest(Tx tx) {
    return seenBy(tx, Long.MAX_VALUE);
  }

  /// Whether somebody else committed a version after a snapshot.
  boolean changedSince(Tx tx, long snapshot) {
    return writer.filter(tx::equals).isEmpty()
        && !committed.isEmpty()
        && committed.getLast().at() > snapshot;
  }

  /// All versions that another transaction's end may leave.
  List<Map<String, String>> possible() {
    List<Map<String, String>> all = new ArrayList<>();
    if (!committed.isEmpty()) {
      committed.getLast().columns().ifPresent(all::add);
    }
    changes.forEach(change -> change.ifPresent(all::add));
    return all;
  }

  void change(Tx tx, Optional<Map<String, String>> columns) {
    writer = Optional.of(tx);
    changes.push(columns);
    tx.held.add(new Tx.Version(this));
  }

  void undo() {
    changes.pop();
    if (changes.isEmpty()) {
      writer = Optional.empty();
    }
  }

  void commit(long at) {
    committed.add(new Committed(at, changes.element()));
    changes.clear();
    writer = Optional.empty();
  }
}
