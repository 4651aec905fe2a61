package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which method of a class first gives each attribute of `self` its value; a constructor or set-up
/// method goes before all others.
final class AttributeMakers {
  private static final List<String> FIRST =
      List.of("__init__", "setup", "initial", "initialize", "dispatch", "setUp", "prepare");

  private AttributeMakers() {}

  static Map<String, FunctionFacts> of(ClassFacts definition) {
    var out = new LinkedHashMap<String, FunctionFacts>();
    for (String name : FIRST) {
      FunctionFacts method = definition.methods().get(name);
      if (method != null) {
        collect(method, out);
      }
    }
    definition.methods().values().forEach(method -> collect(method, out));
    return out;
  }

  private static void collect(FunctionFacts method, Map<String, FunctionFacts> out) {
    if (method.isBound() && !method.isClassMethod()) {
      block(method.node().body(), method.parameters().getFirst().name(), method, out);
    }
  }

  private static void block(
      List<Statement> body, String self, FunctionFacts method, Map<String, FunctionFacts> out) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Assign assign -> {
          for (Expression target : assign.targets()) {
            target(target, self, method, out);
          }
        }
        case Statement.Branch branch -> {
          block(branch.then(), self, method, out);
          block(branch.otherwise(), self, method, out);
        }
        case Statement.For loop -> block(loop.body(), self, method, out);
        case Statement.While loop -> block(loop.body(), self, method, out);
        case Statement.With with -> block(with.body(), self, method, out);
        case Statement.Function nested -> block(nested.body(), self, method, out);
        case Statement.Try attempt -> {
          block(attempt.body(), self, method, out);
          attempt.handlers().forEach(h -> block(h.body(), self, method, out));
          block(attempt.otherwise(), self, method, out);
        }
        case Statement other -> {}
      }
    }
  }

  private static void target(
      Expression target, String self, FunctionFacts method, Map<String, FunctionFacts> out) {
    switch (target) {
      case Expression.Attribute attribute -> {
        if (attribute.value() instanceof Expression.Name name && name.id().equals(self)) {
          out.putIfAbsent(attribute.attribute(), method);
        }
      }
      case Expression.Display display ->
          display.elements().forEach(element -> target(element, self, method, out));
      case Expression other -> {}
    }
  }
}
