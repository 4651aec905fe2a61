package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What Django's admin hands to the methods of a `ModelAdmin`: a row of its model, or the rows that
/// were ticked.
final class AdminArguments {
  /// The position of the row or of the rows, after `self` and `request`.
  private static final int POSITION = 2;

  private static final Set<String> OF_ROW = Set.of("save_model", "delete_model");

  private final Analysis analysis;

  AdminArguments(Analysis analysis) {
    this.analysis = analysis;
  }

  /// The argument at a position of a method, if it is one of those.
  Optional<Value> of(FunctionFacts function, int index, Interpreter interpreter) {
    if (isAction(function, index)) {
      return Optional.of(
          analysis.query(
              Table.unknown(function.name()), new Site(function, function.node().place())));
    }
    if (index != POSITION
        || !function.isBound()
        || function.module().library()
        || !analysis.hierarchy().is(function.owner().orElseThrow(), ClassKind.ADMIN)) {
      return Optional.empty();
    }
    if (OF_ROW.contains(function.name())) {
      return model(function.owner().get(), interpreter)
          .map(model ->
              new Value.Row(
                  Placeholders.parameter(function, Integer.toString(index), Table.of(model))));
    }
    boolean ticked =
        function.parameters().size() == POSITION + 1
            && function.parameters().get(index).name().equals("queryset");
    return ticked
        ? model(function.owner().get(), interpreter)
            .map(model ->
                analysis.query(Table.of(model), new Site(function, function.node().place())))
        : Optional.empty();
  }

  /// Whether rows that were ticked are handed to a function that admins share.
  private static boolean isAction(FunctionFacts function, int index) {
    return index == POSITION
        && function.owner().isEmpty()
        && function.parameters().size() == POSITION + 1
        && function.parameters().get(1).name().equals("request")
        && function.parameters().get(index).name().equals("queryset");
  }

  /// The model that `@admin.register` names, or else the name of the class: `OrderAdmin`.
  private Optional<ModelFacts> model(ClassFacts definition, Interpreter interpreter) {
    for (Expression decorator : definition.decorators()) {
      if (decorator instanceof Expression.Call call
          && FunctionFacts.lastName(call).equals("register")
          && call.arguments().size() == 1
          && interpreter.evaluator.value(call.arguments().getFirst())
              instanceof Value.Type(ClassFacts type)) {
        return analysis.models().of(type);
      }
    }
    return definition.name().endsWith("Admin")
        ? analysis
            .models()
            .called(
                definition
                    .name()
                    .replaceFirst("(Model)?Admin$", "")
                    .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                    .toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
