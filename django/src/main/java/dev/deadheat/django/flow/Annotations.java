package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Symbol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads type annotations: `Order`, `"Order"`, `Order | None`, `QuerySet[Order]`, `list[Order]`.
final class Annotations {
  private static final Set<String> QUERIES = Set.of("QuerySet", "Manager", "BaseManager");
  private static final Set<String> LISTS =
      Set.of("list", "List", "Iterable", "Sequence", "set", "Set", "Collection", "Iterator");

  private final Interpreter interpreter;

  Annotations(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  Optional<Value> value(Expression annotation, Place place) {
    return switch (annotation) {
      case Expression.Literal literal when literal.kind() == Expression.Literal.Kind.TEXT ->
          named(literal.text(), place);
      case Expression.Name _, Expression.Attribute _ ->
          interpreter
              .analysis
              .names()
              .expression(interpreter.function.module(), annotation)
              .flatMap(symbol -> symbol(symbol, place));
      case Expression.Arithmetic union ->
          value(union.left(), place).or(() -> value(union.right(), place));
      case Expression.Display display ->
          display.elements().isEmpty()
              ? Optional.empty()
              : value(display.elements().getFirst(), place);
      case Expression.Index index -> {
        String outer = FunctionFacts.lastName(index.value());
        Optional<Value> inner = value(last(index.key()), place);
        if (QUERIES.contains(outer)) {
          yield inner.flatMap(value ->
              value instanceof Value.Row row
                  ? Optional.of(
                      interpreter.analysis.query(row.read().table(), interpreter.site(place)))
                  : Optional.empty());
        }
        if (LISTS.contains(outer) || outer.equals("dict") || outer.equals("Dict")) {
          yield inner.map(value -> new Value.Bag(value, Set.of()));
        }
        if (outer.equals("type") || outer.equals("Type")) {
          yield inner.flatMap(value ->
              value instanceof Value.Row row
                  ? row.read().table().model().map(m -> new Value.Type(m.definition()))
                  : Optional.empty());
        }
        yield outer.equals("Optional") || outer.equals("Union") || outer.equals("Annotated")
            ? value(first(index.key()), place)
            : Optional.empty();
      }
      case Expression other -> Optional.empty();
    };
  }

  private static Expression first(Expression key) {
    return key instanceof Expression.Display display && !display.elements().isEmpty()
        ? display.elements().getFirst()
        : key;
  }

  private static Expression last(Expression key) {
    return key instanceof Expression.Display display && !display.elements().isEmpty()
        ? display.elements().getLast()
        : key;
  }

  private Optional<Value> named(String text, Place place) {
    String plain = text.replaceAll("(?i)optional\\[|\\]|\\s*\\|\\s*None|\"", "").strip();
    if (!plain.matches("[\\w.]+")) {
      return Optional.empty();
    }
    String last = plain.substring(plain.lastIndexOf('.') + 1);
    Optional<Symbol> symbol =
        interpreter.analysis.names().name(interpreter.function.module(), last);
    if (symbol.isPresent()) {
      return symbol(symbol.get(), place);
    }
    return interpreter.analysis.models().named(last).map(model -> row(model, place));
  }

  private Optional<Value> symbol(Symbol symbol, Place place) {
    if (symbol instanceof Symbol.OfClass(ClassFacts definition)) {
      Optional<ModelFacts> model = interpreter.analysis.models().of(definition);
      if (model.isPresent()) {
        return Optional.of(row(model.get(), place));
      }
      return definition == Analysis.DICT
          ? Optional.empty()
          : Optional.of(new Value.Instance(definition, Map.of()));
    }
    return Optional.empty();
  }

  private Value row(ModelFacts model, Place place) {
    return new Value.Row(
        new Read(
            Read.Kind.PARAMETER,
            Table.of(model),
            interpreter.site(place),
            Set.of(),
            false,
            List.of(),
            Optional.empty(),
            "",
            List.of()));
  }
}
