package dev.deadheat.django.lock;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a function uses the names of its locks and the outcomes of its tests.
final class KeyUses {
  /// Calls that hand their arguments to somebody who runs later.
  private static final Set<String> LATER =
      Set.of(
          "delay",
          "apply_async",
          "enqueue",
          "send_task",
          "async_task",
          "on_commit",
          "partial",
          "Thread",
          "Timer",
          "submit",
          "s",
          "si",
          "finalize",
          "callback",
          "add_done_callback",
          "push",
          "enter_context",
          "register");

  private static final Set<String> OWN =
      Set.of(
          "acquire",
          "release",
          "locked",
          "owned",
          "extend",
          "reacquire",
          "refresh",
          "lock",
          "unlock",
          "name",
          "timeout",
          "do_release",
          "__enter__",
          "__exit__");

  private final Map<String, Integer> tests = new HashMap<>();
  private final Set<String> handedOn = new HashSet<>();
  private final Set<String> made = new HashSet<>();
  private final Set<String> mentioned = new HashSet<>();
  private final Set<String> tokens = new HashSet<>();

  private KeyUses() {}

  static KeyUses of(Statement.Function function) {
    var uses = new KeyUses();
    uses.block(function.body());
    return uses;
  }

  /// Whether a test asks for it.
  boolean isTested(String text) {
    return tests.containsKey(text);
  }

  /// Whether more than one test asks for it, and it comes out alike each time unless assigned.
  boolean isTestedAgain(String text) {
    return tests.getOrDefault(text, 0) > 1 && text.indexOf('(') < 0;
  }

  /// Whether somebody else gets it, who may release the lock.
  boolean isHandedOn(String key) {
    return handedOn.contains(key);
  }

  /// Whether it is a variable of this function, of which nobody takes a part.
  boolean isMadeHere(String key) {
    return made.contains(key) && !tokens.contains(key);
  }

  private void block(List<Statement> body) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Assign assign -> {
          for (Expression target : assign.targets()) {
            if (target instanceof Expression.Name name) {
              made.add(name.id());
            } else {
              hand(assign.value());
            }
          }
          look(assign.value());
        }
        case Statement.Evaluate evaluate -> look(evaluate.expression());
        case Statement.Return result ->
            result
                .value()
                .ifPresent(value -> {
                  hand(value);
                  look(value);
                });
        case Statement.Branch branch -> {
          test(branch.test());
          block(branch.then());
          block(branch.otherwise());
        }
        case Statement.While loop -> {
          test(loop.test());
          block(loop.body());
          block(loop.otherwise());
        }
        case Statement.For loop -> {
          look(loop.source());
          block(loop.body());
          block(loop.otherwise());
        }
        case Statement.With with -> {
          with.items().forEach(item -> look(item.context()));
          block(with.body());
        }
        case Statement.Try attempt -> {
          block(attempt.body());
          attempt.handlers().forEach(handler -> block(handler.body()));
          block(attempt.otherwise());
          block(attempt.last());
        }
        case Statement.Function nested -> inner(nested.body());
        case Statement.Raise _,
            Statement.Jump _,
            Statement.Declare _,
            Statement.Delete _,
            Statement.Import _,
            Statement.ImportFrom _,
            Statement.ClassDef _ -> {}
      }
    }
  }

  /// Whatever an inner function mentions may be released by it.
  private void inner(List<Statement> body) {
    var uses = new KeyUses();
    uses.block(body);
    handedOn.addAll(uses.handedOn);
    handedOn.addAll(uses.mentioned);
  }

  private void test(Expression test) {
    switch (test) {
      case Expression.Not not -> test(not.operand());
      case Expression.Logic logic -> logic.operands().forEach(this::test);
      case Expression.Compare compare -> {
        tests.merge(KeyText.of(compare), 1, Integer::sum);
        compare.operands().forEach(each -> tests.merge(KeyText.of(each), 1, Integer::sum));
      }
      case Expression other -> tests.merge(KeyText.of(other), 1, Integer::sum);
    }
    look(test);
  }

  private void look(Expression expression) {
    switch (expression) {
      case Expression.Lambda lambda -> mentionAll(lambda.body());
      case Expression.Conditional choice -> {
        test(choice.test());
        look(choice.then());
        look(choice.otherwise());
      }
      case Expression.Call call -> {
        if (LATER.contains(LockSteps.exception(call.function()))) {
          Parts.of(call).forEach(this::mentionAll);
        }
        if (call.function() instanceof Expression.Attribute method) {
          mentioned.add(KeyText.of(method.value()));
          look(method.value());
        }
        Parts.of(call)
            .forEach(part -> {
              mentioned.add(KeyText.of(part));
              look(part);
            });
      }
      case Expression.Attribute attribute -> {
        if (attribute.value() instanceof Expression.Name name
            && !OWN.contains(attribute.attribute())
            && !name.id().equals("self")) {
          // `lock.token`: whoever has that can release it.
          tokens.add(name.id());
        }
        look(attribute.value());
      }
      case Expression other -> Parts.of(other).forEach(this::look);
    }
  }

  private void hand(Expression value) {
    switch (value) {
      case Expression.Name name -> handedOn.add(name.id());
      case Expression.Display display -> display.elements().forEach(this::hand);
      case Expression.Mapping mapping -> Parts.of(mapping).forEach(this::hand);
      case Expression other -> {}
    }
  }

  private void mentionAll(Expression expression) {
    handedOn.add(KeyText.of(expression));
    if (expression instanceof Expression.Call call
        && call.function() instanceof Expression.Attribute method) {
      mentionAll(method.value());
    }
    Parts.of(expression).forEach(this::mentionAll);
  }
}
