package dev.deadheat.django.flow;

import dev.deadheat.django.lock.LockEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What leaves the database: mails, requests to other hosts, tasks and messages.
final class Tellings {
  private final Evaluator evaluator;
  private final Interpreter interpreter;

  Tellings(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  /// Notes it, unless it waits for the commit.
  void tell(Dispatch.Kind kind, String what, Calls.Arguments arguments) {
    if (interpreter.state.afterCommit) {
      return;
    }
    switch (kind) {
      case HTTP -> toils(LockEvent.Toil.Kind.REMOTE, what, arguments);
      case MAIL -> {
        if (what.contains("mail") || what.startsWith("send")) {
          toils(LockEvent.Toil.Kind.MAIL, what, arguments);
        }
      }
      case TASK, OWN_TASK, LATER_TASK, MESSAGE -> {}
    }
    interpreter.record.dispatches.add(
        new Dispatch(
            kind,
            what,
            arguments.sources(),
            interpreter.state.wrote,
            interpreter.inTransaction(),
            interpreter.inTransaction(),
            interpreter.state.locks,
            interpreter.state.guards,
            interpreter.site(arguments.place()),
            List.of()));
    boolean wrote = interpreter.state.wrote;
    new QueryWrites(evaluator)
        .record(
            Write.Kind.TELL,
            Table.unknown(what),
            Optional.empty(),
            Map.of(),
            false,
            Set.of(),
            arguments.place());
    interpreter.state.wrote = wrote;
  }

  /// Notes what takes time.
  void toils(LockEvent.Toil.Kind kind, String what, Calls.Arguments arguments) {
    boolean sleeps = kind == LockEvent.Toil.Kind.SLEEP;
    OptionalInt seconds =
        arguments
            .get(sleeps ? 0 : -1, "timeout")
            .filter(Value.Constant.class::isInstance)
            .flatMap(value -> LockNotes.seconds((Value.Constant) value))
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty());
    interpreter.record.lockNotes.toils(kind, what, seconds, arguments.place());
  }
}
