package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `with`: transactions, locks, and the project's own context managers, known by their body.
final class WithBlocks {
  private final Interpreter interpreter;

  WithBlocks(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /// What a context manager does to its block.
  record Effect(boolean transaction, List<Lock> locks, List<Guard> guards, Value target) {
    static Effect nothing(Value target) {
      return new Effect(false, List.of(), List.of(), target);
    }
  }

  void run(Statement.With with) {
    List<Lock> before = interpreter.state.locks;
    int transactions = interpreter.state.transactions;
    Map<Place, String> hiding = interpreter.state.hiding;
    boolean suppresses = false;
    for (Statement.Item item : with.items()) {
      Effect effect = effect(item.context());
      if (effect.transaction()) {
        interpreter.state.transactions++;
        interpreter.state.hiding = Map.of();
      }
      effect.locks().forEach(interpreter.state::lock);
      interpreter.state.guard(effect.guards());
      item.target().ifPresent(t -> interpreter.evaluator.assignments().bind(t, effect.target()));
      suppresses |= FunctionFacts.lastName(item.context()).equals("suppress");
    }
    int writes = interpreter.record.writes.size();
    interpreter.block(with.body());
    boolean opened = interpreter.state.transactions > transactions;
    boolean empty = isEmpty(with) && interpreter.record.writes.size() == writes;
    if (opened && transactions == 0 && empty) {
      letGo(before);
    }
    interpreter.state.transactions = transactions;
    interpreter.state.hiding = hiding;
    leave(before, opened && transactions == 0);
    if (suppresses) {
      interpreter.state.ended = false;
    }
  }

  /// Whether nothing is kept of what the block evaluates.
  private static boolean isEmpty(Statement.With with) {
    return with.body().stream().allMatch(Statement.Evaluate.class::isInstance);
  }

  private void letGo(List<Lock> before) {
    for (Lock lock : interpreter.state.locks) {
      if (lock.kind() == Lock.Kind.ROW && !before.contains(lock)) {
        interpreter.record.lockUses.add(
            new LockUse(
                LockUse.Kind.LET_GO,
                lock.table().orElseThrow(),
                "select_for_update",
                true,
                lock.site(),
                List.of()));
      }
    }
  }

  private void leave(List<Lock> before, boolean committed) {
    interpreter.state.unlock(lock ->
        !before.contains(lock) && (lock.scoped() || (committed && lock.endsWithTransaction())));
  }

  private Effect effect(Expression context) {
    String last = FunctionFacts.lastName(context);
    if (interpreter.analysis.lockNames().told(context)) {
      if (context instanceof Expression.Call call) {
        call.arguments().forEach(interpreter.evaluator::value);
      }
      Lock lock = lock(new Value.LockObject(Lock.Kind.DATABASE, last, new Expiry.Never()), context);
      return new Effect(false, List.of(lock), List.of(), Value.UNKNOWN);
    }
    Value value = interpreter.evaluator.value(context);
    for (Value each : Value.alternatives(value)) {
      if (each instanceof Value.External external
          && (external.dotted().endsWith(".atomic") || external.dotted().equals("atomic"))) {
        return new Effect(true, List.of(), List.of(), value);
      }
      if (each instanceof Value.LockObject lock) {
        return new Effect(false, List.of(lock(lock, context)), List.of(), value);
      }
    }
    Optional<Summary.Wrapped> wrapped = interpreter.evaluator.wrappedBy(context);
    if (wrapped.isPresent()) {
      boolean transaction =
          wrapped.get().inTransaction()
              || (last.contains("atomic") && wrapped.get().locks().isEmpty());
      Expiry expiry =
          LockNotes.expiry(context, wrapped.get().expiry(), interpreter.evaluator::value);
      var locks = new ArrayList<Lock>();
      for (Lock lock : wrapped.get().locks()) {
        locks.add(
            new Lock(
                lock.kind(),
                lock.table(),
                interpreter.site(context.place()),
                true,
                lock.inTransaction()));
        interpreter.record.lockNotes.takesForBlock(
            lock.kind(), expiry, wrapped.get().waitsForCommit(), context.place());
      }
      return new Effect(transaction, locks, List.copyOf(wrapped.get().guards()), value);
    }
    if (last.contains("atomic")) {
      return new Effect(true, List.of(), List.of(), value);
    }
    if (LockNames.names(last)) {
      Lock.Kind kind = LockNames.kind(context);
      var named = new Value.LockObject(kind, last, new Expiry.Never());
      return new Effect(false, List.of(lock(named, context)), List.of(), value);
    }
    return Effect.nothing(value);
  }

  private Lock lock(Value.LockObject lock, Expression context) {
    interpreter.record.lockNotes.takesForBlock(lock.kind(), lock.expiry(), false, context.place());
    return new Lock(
        lock.kind(),
        Optional.empty(),
        interpreter.site(context.place()),
        true,
        interpreter.inTransaction());
  }
}
