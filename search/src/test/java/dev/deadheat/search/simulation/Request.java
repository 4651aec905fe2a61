package dev.deadheat.search.simulation;

import dev.deadheat.search.Lane;
import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A request being served: what it does next depends on what it was answered.
final class Request {
  private static final Pattern VALUE = Pattern.compile("v=(-?\\d+)");

  final Lane lane;
  final Isolation usual;
  final boolean stretches;
  final List<String> transcript = new ArrayList<>();
  private final Deque<Op> rest;
  Optional<Tx> tx = Optional.empty();
  Optional<Execution> waiting = Optional.empty();
  Set<Lane> waitsFor = Set.of();
  boolean paused;
  Optional<Op> current = Optional.empty();
  private Optional<String> lastRead = Optional.empty();
  private boolean lastEmpty = true;
  private int savepoints;
  private final Deque<String> guards = new ArrayDeque<>();
  private List<Op> again = List.of();
  private boolean closed;

  Request(Lane lane, Isolation usual, boolean stretches, List<Op> program) {
    this.lane = lane;
    this.usual = usual;
    this.stretches = stretches;
    this.rest = new ArrayDeque<>(program);
  }

  Optional<String> lastRead() {
    return lastRead;
  }

  boolean closed() {
    return closed;
  }

  void close() {
    closed = true;
  }

  /// The step that it wants to make now; empty when it is done.
  Optional<Op> next() {
    if (current.isPresent()) {
      return current;
    }
    while (!rest.isEmpty()) {
      Op op = rest.pop();
      switch (op) {
        case Op.IfEmpty branch -> push(lastEmpty ? branch.then() : branch.otherwise());
        case Op.Retried(var block) -> {
          again = block;
          push(block);
        }
        case Op.Guarded(var statement) -> {
          if (tx.isEmpty()) {
            rest.push(statement);
          } else {
            String name = "s" + savepoints++;
            guards.push(name);
            push(List.of(new Op.Savepoint(name), statement, new Op.Release(name)));
          }
        }
        default -> {
          current = Optional.of(op);
          return current;
        }
      }
    }
    return Optional.empty();
  }

  private void push(List<Op> ops) {
    ops.reversed().forEach(rest::push);
  }

  /// A stretched statement was answered by the server: its COMMIT is the next step.
  void holdCommit() {
    current = Optional.empty();
    rest.push(new Op.Commit());
  }

  void answered(String result) {
    Op op = current.orElseThrow();
    current = Optional.empty();
    transcript.add(result);
    if (op instanceof Op.Release) {
      guards.pop();
    }
    if (op instanceof Op.Read || op instanceof Op.Lock) {
      lastEmpty = result.isEmpty();
      Matcher value = VALUE.matcher(result);
      lastRead = value.find() ? Optional.of(value.group(1)) : Optional.of("0");
    } else if (!result.isEmpty() || op instanceof Op.Insert || op instanceof Op.Update) {
      lastEmpty = result.isEmpty();
    }
  }

  /// An error: the guard's savepoint is rolled back to, else the block is, and the request ends or
  /// tries once more.
  void failed(String code) {
    current = Optional.empty();
    transcript.add("error " + code);
    lastEmpty = true;
    if (tx.filter(open -> open.block).isEmpty()) {
      return;
    }
    if (!guards.isEmpty()) {
      // What follows of the guarded statement is its release.
      rest.pop();
      rest.push(new Op.RollbackTo(guards.pop()));
      return;
    }
    rest.clear();
    if (code.startsWith("40")) {
      push(again);
      again = List.of();
    }
    rest.push(new Op.Rollback());
  }
}
