package dev.deadheat.django.flow;

import dev.deadheat.django.code.Statement;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// `if`: both sides are taken and joined.
final class Branches {
  private final Interpreter interpreter;

  Branches(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  void run(Statement.Branch branch) {
    Optional<Boolean> decided = new Tests(interpreter).decided(branch.test());
    if (decided.isPresent()) {
      interpreter.block(decided.get() ? branch.then() : branch.otherwise());
      return;
    }
    Tests.Result test = new Tests(interpreter).of(branch.test());
    State before = interpreter.state;
    State then = before.copy();
    interpreter.state = then;
    interpreter.state.guard(test.whenTrue());
    interpreter.state.differs(new Differences(interpreter.evaluator).of(branch.test(), true));
    test.narrowTrue().forEach((name, value) -> interpreter.state.variables.put(name, value));
    Set<Guard> entered = interpreter.state.guards;
    interpreter.block(branch.then());
    then = interpreter.state;
    Set<Guard> looks = looks(then, entered);
    State otherwise = before.copy();
    interpreter.state = otherwise;
    interpreter.state.guard(test.whenFalse());
    interpreter.state.differs(new Differences(interpreter.evaluator).of(branch.test(), false));
    interpreter.block(branch.otherwise());
    otherwise = interpreter.state;
    interpreter.state = State.join(then, otherwise, test.sources());
    interpreter.state.guard(looks);
  }

  /// What was looked for on one side and not found, or else that side had been left: `if code: if
  /// rows.filter(code=code).exists(): raise`. Wherever it was looked for, what follows rests on it.
  private static Set<Guard> looks(State side, Set<Guard> entered) {
    if (side.ended) {
      return Set.of();
    }
    var out = new LinkedHashSet<Guard>();
    for (Guard guard : side.guards) {
      boolean look =
          guard.source().aspect() == Source.Aspect.EXISTENCE
              && guard.polarity() == Guard.Polarity.ABSENT;
      if (look && asks(guard.source().read()) && !entered.contains(guard)) {
        out.add(guard);
      }
    }
    return out;
  }

  /// Whether the database was asked for rows, and not whether something was given.
  private static boolean asks(Read read) {
    return switch (read.kind()) {
      case ROW, ROWS, EXISTS, COUNT, AGGREGATE -> true;
      case RELATED, PARAMETER, FRAMEWORK, CREATED, GET_OR_CREATE, CACHE, CHANGED -> false;
    };
  }
}
