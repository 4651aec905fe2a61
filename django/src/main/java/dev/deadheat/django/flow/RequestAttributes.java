package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What middleware leaves on a request: `request.account = ...`, by attribute.
final class RequestAttributes {
  static final String REQUEST = "request";

  /// Who is logged in, as views write it.
  static final String USER = "request.user";

  private RequestAttributes() {}

  /// The method that sets each attribute, the first in the order of files.
  static Map<String, FunctionFacts> among(Collection<FunctionFacts> functions) {
    var out = new LinkedHashMap<String, FunctionFacts>();
    for (FunctionFacts function : functions) {
      boolean middleware =
          function.owner().filter(owner -> owner.name().endsWith("Middleware")).isPresent()
              && function.parameters().stream().anyMatch(p -> p.name().equals(REQUEST));
      if (middleware) {
        block(function.node().body(), function, out);
      }
    }
    return out;
  }

  private static void block(
      List<Statement> body, FunctionFacts method, Map<String, FunctionFacts> out) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Assign assign -> {
          for (Expression target : assign.targets()) {
            if (target instanceof Expression.Attribute attribute
                && attribute.value() instanceof Expression.Name name
                && name.id().equals(REQUEST)) {
              out.putIfAbsent(attribute.attribute(), method);
            }
          }
        }
        case Statement.Branch branch -> {
          block(branch.then(), method, out);
          block(branch.otherwise(), method, out);
        }
        case Statement.With with -> block(with.body(), method, out);
        case Statement.Try attempt -> {
          block(attempt.body(), method, out);
          block(attempt.otherwise(), method, out);
        }
        case Statement other -> {}
      }
    }
  }
}
