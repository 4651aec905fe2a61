package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.project.FunctionFacts;
import java.util.Optional;

/// What a function's decorators do before its body runs.
final class Decorations {
  private final Interpreter interpreter;

  Decorations(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  void enter() {
    for (Expression decorator : interpreter.function.node().decorators()) {
      String last = FunctionFacts.lastName(decorator);
      if (interpreter.analysis.lockNames().told(decorator)) {
        interpreter.state.lock(
            new Lock(
                Lock.Kind.DATABASE,
                Optional.empty(),
                interpreter.site(decorator.place()),
                true,
                false));
        continue;
      }
      if (last.equals("atomic") || last.equals("commit_on_success")) {
        interpreter.state.transactions++;
        continue;
      }
      if (last.equals("method_decorator")
          && decorator instanceof Expression.Call call
          && !call.arguments().isEmpty()) {
        String inner = FunctionFacts.lastName(call.arguments().getFirst());
        if (inner.equals("atomic")) {
          interpreter.state.transactions++;
          continue;
        }
      }
      Optional<Summary.Wrapped> wrapped = interpreter.evaluator.wrappedBy(decorator);
      if (wrapped.isPresent()) {
        if (wrapped.get().inTransaction()) {
          interpreter.state.transactions++;
        }
        for (Lock lock : wrapped.get().locks()) {
          interpreter.state.lock(lock);
          interpreter.record.lockNotes.takesForAll(
              lock.kind(), wrapped.get().expiry(), wrapped.get().waitsForCommit());
        }
        interpreter.state.guard(wrapped.get().guards());
        wrapped.get().handed().to(interpreter);
      } else if (last.contains("atomic")) {
        interpreter.state.transactions++;
      } else if (LockNames.names(last)) {
        interpreter.record.lockNotes.takesForAll(
            LockNames.kind(decorator), new Expiry.Never(), false);
        interpreter.state.lock(
            new Lock(
                LockNames.kind(decorator),
                Optional.empty(),
                interpreter.site(decorator.place()),
                true,
                false));
      }
    }
  }
}
