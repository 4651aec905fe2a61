package dev.deadheat.search.simulation;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A transaction and, by order of acquisition, what it holds: undone from the end.
final class Tx {
  sealed interface Held {}

  record RowLock(RowKey row, LockMode mode) implements Held {}

  record Version(Row row) implements Held {}

  record TableLock(String table, boolean exclusive) implements Held {}

  record AdvisoryLock(String key, boolean shared) implements Held {}

  private record Mark(String name, int held) {}

  final Lane lane;
  final Isolation isolation;
  final boolean block;
  final List<Held> held = new ArrayList<>();
  private final Deque<Mark> marks = new ArrayDeque<>();
  long snapshot = -1;
  boolean failed;

  Tx(Lane lane, Isolation isolation, boolean block) {
    this.lane = lane;
    this.isolation = isolation;
    this.block = block;
  }

  void mark(String name) {
    marks.push(new Mark(name, held.size()));
  }

  void release(String name) {
    while (!marks.pop().name().equals(name)) {
      // Inner savepoints go with it.
    }
  }

  void rollbackTo(String name) {
    while (!marks.element().name().equals(name)) {
      marks.pop();
    }
    undo(marks.element().held());
    failed = false;
  }

  void fail() {
    failed = true;
    undo(marks.isEmpty() ? 0 : marks.element().held());
  }

  void undo(int size) {
    while (held.size() > size) {
      if (held.removeLast() instanceof Version(var row)) {
        row.undo();
      }
    }
  }
}
