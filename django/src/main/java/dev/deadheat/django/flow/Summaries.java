package dev.deadheat.django.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes a summary of a finished run: what a caller may have to know, and no more.
final class Summaries {
  private static final int MAX_WRITES = 48;

  private final Interpreter interpreter;

  Summaries(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  Summary build() {
    Gathered record = interpreter.record;
    var writes = new ArrayList<Write>();
    for (Write write : record.writes) {
      if (matters(write) && writes.size() < MAX_WRITES) {
        writes.add(write);
      }
    }
    Value returns = Value.UNKNOWN;
    boolean first = true;
    for (Value value : record.returns) {
      returns = first ? value : Value.choice(returns, value, Set.of());
      first = false;
    }
    if (interpreter.function.hasDecorator("contextmanager") == false && record.returns.isEmpty()) {
      returns = new Value.None();
    }
    State end = new State();
    end.ended = true;
    for (State each : record.ends) {
      State alive = each.copy();
      alive.ended = false;
      end = State.join(end, alive, Set.of());
    }
    var left = new ArrayList<Lock>();
    var inside = new ArrayList<Lock>(record.committed);
    for (Lock lock : end.locks) {
      if (!lock.scoped()) {
        // `@atomic` on the function itself commits on return.
        (lock.endsWithTransaction() && end.transactions > 0 ? inside : left).add(lock);
      }
    }
    var attributes = new LinkedHashMap<String, Value>();
    end.variables.forEach((name, value) -> {
      if (name.indexOf('.') > 0) {
        attributes.put(name, value);
      }
    });
    Map<Read, Map<String, Write.Assigned>> assigned = new LinkedHashMap<>();
    end.assigned.forEach((read, columns) -> {
      if (isGiven(read) && !columns.isEmpty()) {
        assigned.put(read, columns);
      }
    });
    var saved = new LinkedHashSet<Read>();
    for (Read read : record.saved.keySet()) {
      if (read.kind() == Read.Kind.PARAMETER || interpreter.captures.contains(read)) {
        saved.add(read);
      }
    }
    return new Summary(
        List.copyOf(writes),
        record.started().stream().limit(24).toList(),
        returns,
        List.copyOf(left),
        end.transactions > 0
            ? List.of()
            : end.lockedSomewhere.stream()
                .filter(lock -> lock.kind() == Lock.Kind.ROW && !left.contains(lock))
                .toList(),
        List.copyOf(inside),
        record.exits.size() > 24
            ? new LinkedHashSet<>(record.exits.stream().limit(24).toList())
            : record.exits,
        attributes,
        assigned,
        saved,
        List.copyOf(record.lambdaCalls),
        interpreter.function.isNested()
            ? new Summary.Nested(
                List.copyOf(record.reads),
                List.copyOf(record.lockUses),
                List.copyOf(record.swallows.values()),
                List.copyOf(record.torn))
            : Summary.Nested.NONE,
        record.wrapped,
        record.lockNotes.outline());
  }

  /// Whether only callers tell of what happens here.
  private boolean isUntold() {
    return interpreter.function.module().library() || interpreter.function.isNested();
  }

  /// Whether a row, or one that it was reached from, is the caller's.
  private boolean isGiven(Read row) {
    return row.rootParameter().isPresent() || interpreter.captures.isRootOf(row);
  }

  /// A write matters to a caller if it is of the caller's row, if a test of the caller may guard
  /// it, or if a library or a nested function does it: nobody tells of what happens there but who
  /// calls it.
  private boolean matters(Write write) {
    boolean given = write.target().map(this::isGiven).orElse(true);
    return switch (write.kind()) {
      case SAVE -> given || isUntold();
      case DELETE, BULK_UPDATE -> given || interpreter.function.isNested();
      case CREATE, BULK_CREATE, UPDATE, DELETE_ROWS, GET_OR_CREATE, CACHE_SET, TELL -> true;
    };
  }
}
