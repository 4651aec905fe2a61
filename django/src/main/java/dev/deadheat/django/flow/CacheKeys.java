package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.project.FunctionFacts;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/// How the keys of a cache are written: as a text in which what is not known stands in braces.
final class CacheKeys {
  private static final int MOST = 400;

  private final Interpreter interpreter;

  CacheKeys(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /// The key of the call at a place, for the lookups of a read or write; none if it is not known.
  /// It starts with [CacheKey#BUILT] if a variable holds it.
  Set<String> of(Place place) {
    Optional<Expression> key =
        interpreter.calling.filter(call -> call.place().equals(place)).flatMap(CacheKeys::key);
    if (key.isEmpty()) {
      return Set.of();
    }
    boolean built =
        key.get() instanceof Expression.Name name
            && interpreter.state.written.containsKey(name.id());
    return Set.of((built ? CacheKey.BUILT : "") + text(key.get()));
  }

  private static Optional<Expression> key(Expression.Call call) {
    return call.arguments().isEmpty()
        ? call.keyword("key")
        : Optional.of(call.arguments().getFirst());
  }

  /// An expression as it is written, with what variables were made of.
  String text(Expression expression) {
    String text = part(expression);
    return text.length() <= MOST ? text : unknown(expression);
  }

  private String part(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> literal.text();
      case Expression.Name name -> {
        String made = interpreter.state.written.get(name.id());
        yield made != null
            ? made
            : "{" + name.id() + "@" + interpreter.function.qualifiedName() + "}";
      }
      case Expression.Attribute attribute -> attribute(attribute);
      case Expression.Arithmetic sum when sum.operator().equals("+") ->
          part(sum.left()) + part(sum.right());
      case Expression.Arithmetic filled when filled.operator().equals("%") ->
          part(filled.left()) + "(" + part(filled.right()) + ")";
      case Expression.Call call -> call(call);
      case Expression.Opaque opaque -> {
        var all = new StringBuilder();
        opaque.parts().forEach(each -> all.append(part(each)));
        yield all.isEmpty() ? unknown(expression) : all.toString();
      }
      case Expression other -> unknown(other);
    };
  }

  /// `self.root` is the same for all methods; what another variable has is not.
  private String attribute(Expression.Attribute attribute) {
    return Evaluator.path(attribute)
        .filter(path -> path.startsWith("self."))
        .map(path -> "{" + path + "}")
        .orElseGet(() -> unknown(attribute));
  }

  private String call(Expression.Call call) {
    boolean format =
        call.function() instanceof Expression.Attribute method
            && method.value() instanceof Expression.Literal;
    String called =
        format
            ? part(((Expression.Attribute) call.function()).value())
            : FunctionFacts.lastName(call.function());
    var all = new StringJoiner(",", called + "(", ")");
    call.arguments().forEach(each -> all.add(part(each)));
    call.keywords().forEach(each -> all.add(each.name().orElse("**") + "=" + part(each.value())));
    return all.toString();
  }

  private String unknown(Expression expression) {
    return "{" + expression.place().start() + "@" + interpreter.function.qualifiedName() + "}";
  }
}
