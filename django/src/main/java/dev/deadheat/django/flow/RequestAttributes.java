package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What middleware leaves on a request: `request.account = ...`, by attribute.
final class RequestAttributes {
  static final String REQUEST = "request";

  /// The attribute that holds who is logged in.
  static final String USER = "user";

  private RequestAttributes() {}

  /// Whether a value may be a request, so that its `user` is who is logged in: `self.request`,
  /// `info.context`, a parameter `request`, or something that came from outside and is no row.
  static boolean isRequest(Value value) {
    return switch (value) {
      case Value.External external ->
          external.dotted().endsWith(REQUEST) || external.dotted().endsWith("context");
      case Value.Derived(Set<Source> sources) ->
          sources.stream().allMatch(RequestAttributes::isParameter);
      case Value other -> false;
    };
  }

  private static boolean isParameter(Source source) {
    Read read = source.read();
    List<Parameter> parameters = read.site().function().parameters();
    return read.kind() == Read.Kind.PARAMETER
        && read.detail().matches("\\d{1,3}")
        && Integer.parseInt(read.detail()) < parameters.size()
        && parameters.get(Integer.parseInt(read.detail())).name().equals(REQUEST);
  }

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
        case Statement.Function nested -> block(nested.body(), method, out);
        case Statement.Try attempt -> {
          block(attempt.body(), method, out);
          block(attempt.otherwise(), method, out);
        }
        case Statement other -> {}
      }
    }
  }
}
