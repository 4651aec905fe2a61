package dev.deadheat.django.model;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Expression.Literal;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads field declarations and `Meta` off a class body.
final class FieldReader {
  private FieldReader() {}

  static Optional<FieldFacts> field(String name, Expression value) {
    if (!(value instanceof Expression.Call call)) {
      return Optional.empty();
    }
    String type = FunctionFacts.lastName(call.function());
    boolean relation =
        type.endsWith("ForeignKey")
            || type.equals("OneToOneField")
            || type.endsWith("ParentalKey")
            || type.contains("ManyToMany");
    if (!relation && !type.endsWith("Field")) {
      return Optional.empty();
    }
    Optional<String> target = Optional.empty();
    if (relation) {
      Optional<Expression> to =
          call.keyword("to")
              .or(() ->
                  call.arguments().isEmpty()
                      ? Optional.empty()
                      : Optional.of(call.arguments().getFirst()));
      target = to.map(FieldReader::label);
    }
    return Optional.of(
        new FieldFacts(
            name,
            type,
            isTrue(call, "unique") || isTrue(call, "primary_key") || type.equals("OneToOneField"),
            isTrue(call, "null"),
            target,
            call.keyword("related_name").flatMap(FieldReader::text),
            call.keyword("through")
                .map(FieldReader::label)
                .map(label -> label.substring(label.lastIndexOf('.') + 1)),
            isTrue(call, "auto_now") || isTrue(call, "auto_now_add"),
            call.keyword("default")
                .filter(made ->
                    made instanceof Expression.Name
                        || made instanceof Expression.Attribute
                        || made instanceof Literal)));
  }

  private static String label(Expression to) {
    return switch (to) {
      case Literal literal -> literal.text();
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute ->
          attribute.attribute().equals("AUTH_USER_MODEL")
              ? "AUTH_USER_MODEL"
              : attribute.attribute();
      case Expression.Call call ->
          FunctionFacts.lastName(call).equals("get_user_model") ? "AUTH_USER_MODEL" : "";
      case Expression other -> "";
    };
  }

  static List<List<String>> togethers(ClassFacts meta) {
    var out = new ArrayList<List<String>>();
    Expression value = meta.attributes().get("unique_together");
    if (value instanceof Expression.Display display) {
      List<String> flat = texts(display);
      if (!flat.isEmpty()) {
        out.add(flat);
      }
      for (Expression element : display.elements()) {
        if (element instanceof Expression.Display inner && !texts(inner).isEmpty()) {
          out.add(texts(inner));
        }
      }
    }
    return out;
  }

  /// A constraint that makes a key.
  record Constraint(List<String> columns, boolean conditional) {}

  static List<Constraint> constraints(ClassFacts meta) {
    var out = new ArrayList<Constraint>();
    Expression value = meta.attributes().get("constraints");
    if (value instanceof Expression.Display display) {
      for (Expression element : display.elements()) {
        if (element instanceof Expression.Call call
            && FunctionFacts.lastName(call.function()).contains("UniqueConstraint")) {
          List<String> columns =
              call.keyword("fields")
                  .filter(Expression.Display.class::isInstance)
                  .map(fields -> texts((Expression.Display) fields))
                  .orElse(List.of());
          if (!columns.isEmpty()) {
            out.add(new Constraint(columns, call.keyword("condition").isPresent()));
          }
        }
      }
    }
    return out;
  }

  /// The columns that `CheckConstraint`s look at.
  static Set<String> checked(ClassFacts meta) {
    var out = new LinkedHashSet<String>();
    if (meta.attributes().get("constraints") instanceof Expression.Display display) {
      for (Expression element : display.elements()) {
        if (element instanceof Expression.Call call
            && FunctionFacts.lastName(call.function()).equals("CheckConstraint")) {
          call.keyword("condition").or(() -> call.keyword("check")).ifPresent(q -> looks(q, out));
        }
      }
    }
    return out;
  }

  /// The columns that a condition names: `Q(stock__gte=0) & Q(price__gt=F("cost"))`.
  private static void looks(Expression condition, Set<String> out) {
    switch (condition) {
      case Expression.Call call -> {
        for (Expression.Keyword keyword : call.keywords()) {
          keyword.name().map(name -> name.replaceAll("__.*", "")).ifPresent(out::add);
          looks(keyword.value(), out);
        }
        boolean column = FunctionFacts.lastName(call.function()).equals("F");
        for (Expression argument : call.arguments()) {
          text(argument).filter(_ -> column).ifPresent(out::add);
          looks(argument, out);
        }
      }
      case Expression.Arithmetic both -> {
        looks(both.left(), out);
        looks(both.right(), out);
      }
      case Expression.Opaque opaque -> opaque.parts().forEach(part -> looks(part, out));
      case Expression other -> {}
    }
  }

  private static List<String> texts(Expression.Display display) {
    var out = new ArrayList<String>();
    for (Expression element : display.elements()) {
      text(element).ifPresent(out::add);
    }
    return out;
  }

  private static Optional<String> text(Expression expression) {
    return expression instanceof Literal literal && literal.kind() == Literal.Kind.TEXT
        ? Optional.of(literal.text())
        : Optional.empty();
  }

  static boolean isTrue(Expression.Call call, String keyword) {
    return call.keyword(keyword).filter(FieldReader::isTrue).isPresent();
  }

  static boolean isTrue(Expression value) {
    return value instanceof Literal literal && literal.kind() == Literal.Kind.TRUE;
  }
}
