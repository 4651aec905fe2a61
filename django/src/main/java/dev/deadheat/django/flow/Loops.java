package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Runs the bodies of loops, once each.
final class Loops {
  private static final int MOST_TURNS = 8;

  private final Interpreter interpreter;

  Loops(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  void loop(Statement.While loop) {
    Tests.Result test = new Tests(interpreter).of(loop.test());
    State before = interpreter.state.copy();
    interpreter.state = interpreter.state.copy();
    interpreter.state.guard(test.whenTrue());
    interpreter.record.lockNotes.loop(
        Optional.empty(), true, loop.place(), () -> interpreter.block(loop.body()));
    boolean endless =
        loop.test() instanceof Expression.Literal literal
            && literal.kind() == Expression.Literal.Kind.TRUE;
    if (interpreter.state.ended) {
      // A `break` or `return` inside: what was assigned before it may still be seen after.
      State after = interpreter.state.copy();
      after.ended = false;
      after.guards = before.guards;
      interpreter.state = after;
    }
    interpreter.state =
        endless ? interpreter.state : State.join(before, interpreter.state, test.sources());
    if (!endless) {
      interpreter.state.guard(test.whenFalse());
    }
    interpreter.block(loop.otherwise());
  }

  void loop(Statement.For loop) {
    Value source = interpreter.evaluator.value(loop.source());
    Value element = interpreter.evaluator.element(source, loop.source().place());
    State before = interpreter.state.copy();
    interpreter.state.guard(chosen(source));
    interpreter.record.lockNotes.loop(
        rows(source),
        !(source instanceof Value.Many),
        loop.place(),
        () -> {
          for (Value each : turns(source, element, loop.body())) {
            interpreter.evaluator.assignments().bind(loop.target(), each);
            interpreter.block(loop.body());
          }
        });
    State after = interpreter.state;
    if (after.ended) {
      after = after.copy();
      after.ended = false;
    }
    Set<Source> deciders = existence(after.guards, before.guards);
    after.guards = before.guards;
    State joined = State.join(before, after, deciders);
    joined.wrote = before.wrote || after.wrote;
    interpreter.state = joined;
    interpreter.block(loop.otherwise());
  }

  /// The tests that the elements of a list have passed.
  static Set<Guard> chosen(Value source) {
    var out = new LinkedHashSet<Guard>();
    if (source instanceof Value.Bag bag) {
      for (Source each : bag.sources()) {
        out.add(
            switch (each.aspect()) {
              case EXISTENCE, ABSENCE -> new Guard(each, Guard.Polarity.PRESENT);
              case COLUMN, AGGREGATE, WHOLE, MADE, CHANGED ->
                  new Guard(each, Guard.Polarity.EITHER);
            });
      }
    }
    return out;
  }

  /// What the target stands for, turn by turn: each on its own where attributes are set that are
  /// named one by one, else all in one.
  private static List<Value> turns(Value source, Value element, List<Statement> body) {
    boolean sets =
        source instanceof Value.Many many
            && many.elements().size() <= MOST_TURNS
            && !many.elements().isEmpty()
            && Parts.any(
                body,
                each ->
                    each instanceof Expression.Call call
                        && FunctionFacts.lastName(call.function()).equals("setattr"));
    return sets ? ((Value.Many) source).elements() : List.of(element);
  }

  /// The table of which a loop takes row by row.
  private static Optional<Table> rows(Value source) {
    for (Value each : Value.alternatives(source)) {
      if (each instanceof Value.Query query) {
        return Optional.of(query.table());
      }
      if (each instanceof Value.Bag bag && bag.element() instanceof Value.Row row) {
        return Optional.of(row.read().table());
      }
    }
    return Optional.empty();
  }

  /// What a loop's turns asked the database: a variable that they change depends on the answers.
  private static Set<Source> existence(Set<Guard> inside, Set<Guard> outside) {
    Set<Source> out = Set.of();
    for (Guard guard : inside) {
      if (!outside.contains(guard) && guard.source().aspect() == Source.Aspect.EXISTENCE) {
        out = Value.union(out, Set.of(guard.source()));
      }
    }
    return out;
  }
}
