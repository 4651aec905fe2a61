package dev.deadheat.django.flow;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Calls that name a model or look a row up: `get_model()`, `get_object_or_404()`.
final class ModelLookups {
  private static final Pattern MODEL_GETTER = Pattern.compile("get_(\\w+)_model");

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  ModelLookups(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  /// `apps.get_model("shop", "Item")`.
  Value model(Calls.Arguments arguments) {
    Optional<Value> named =
        arguments.positional().isEmpty()
            ? Optional.ofNullable(arguments.keywords().get("model_name"))
                .or(() -> Optional.ofNullable(arguments.keywords().get("app_label")))
            : arguments.get(1, "model_name").or(() -> Optional.of(arguments.first()));
    if (named.isPresent() && named.get() instanceof Value.Constant constant) {
      String label = constant.text();
      String last = label.substring(label.lastIndexOf('.') + 1);
      return interpreter
          .analysis
          .models()
          .named(last)
          .<Value>map(model -> new Value.Type(model.definition()))
          .orElseGet(() -> new Value.UnknownModel(last));
    }
    return Value.UNKNOWN;
  }

  /// `get_access_token_model()`: what a setting names, which is mostly the only model so called.
  Optional<Value> swapped(String function) {
    Matcher getter = MODEL_GETTER.matcher(function);
    return getter.matches()
        ? interpreter
            .analysis
            .models()
            .called(getter.group(1))
            .map(model -> new Value.Type(model.definition()))
        : Optional.empty();
  }

  /// `get_object_or_404(Item, pk=pk)`.
  Value lookedUp(Calls.Arguments arguments, boolean many) {
    Value what = arguments.first();
    var rest =
        new Calls.Arguments(
            arguments.positional().isEmpty()
                ? List.of()
                : arguments.positional().subList(1, arguments.positional().size()),
            arguments.keywords(),
            arguments.place());
    for (Value each : Value.alternatives(what)) {
      Value query =
          switch (each) {
            case Value.Query known -> known;
            case Value.Type type ->
                evaluator.attributes().of(type, "_default_manager", arguments.place());
            case Value.External external ->
                evaluator.attributes().of(external, "objects", arguments.place());
            case Value.UnknownModel unknown ->
                evaluator.attributes().of(unknown, "objects", arguments.place());
            case Value other -> Value.UNKNOWN;
          };
      if (query instanceof Value.Query known) {
        var calls = new QueryCalls(evaluator);
        return many
            ? known.filtered(QueryCalls.lookups("filter", rest), rest.sources())
            : calls.call(known, "get", rest);
      }
    }
    return Value.derived(arguments.sources());
  }
}
