package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.Reverse;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Attributes of rows: columns, related rows, methods of the model.
final class RowAttributes {
  /// A constant of a class, as it is called everywhere: `STATUS_OPEN`.
  private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");

  private static final Set<String> KEYS = Set.of("pk", "id", "uuid", "_state", "_meta");

  private final Attributes attributes;
  private final Interpreter interpreter;

  RowAttributes(Attributes attributes, Interpreter interpreter) {
    this.attributes = attributes;
    this.interpreter = interpreter;
  }

  /// The value of an attribute of a row.
  Value of(Value.Row row, String name, Place place) {
    Read read = row.read();
    if (KEYS.contains(name)) {
      return name.equals("_meta") ? new Value.Method(row, name) : Value.UNKNOWN;
    }
    if (name.equals("__class__")) {
      return Attributes.typeOf(row);
    }
    boolean named = read.table().model().flatMap(model -> model.field(name)).isPresent();
    if (CONSTANT.matcher(name).matches() && !named) {
      return read.table()
          .model()
          .map(ModelFacts::definition)
          .filter(type -> interpreter.analysis.hierarchy().attribute(type, name).isPresent())
          .<Value>map(type -> attributes.ofType(new Value.Type(type), name, place))
          .orElseGet(() -> new Value.External(read.table().name() + "." + name, false));
    }
    if (read.table().model().isEmpty()) {
      return RowCalls.NAMES.contains(name)
          ? new Value.Method(row, name)
          : Attributes.column(read, name);
    }
    ModelFacts model = read.table().model().get();
    Optional<FieldFacts> field = Optional.ofNullable(model.fields().get(name));
    if (field.isPresent() && field.get().toOne()) {
      Optional<ModelFacts> target = interpreter.analysis.models().target(model, field.get());
      return target
          .<Value>map(to -> related(read, Table.of(to), name, place))
          .orElseGet(() -> Attributes.column(read, name));
    }
    if (field.isPresent() && field.get().toMany()) {
      return interpreter
          .analysis
          .models()
          .target(model, field.get())
          .<Value>map(to -> ofRow(paired(rows(to, field.get().name(), place), field.get()), read))
          .orElse(Value.UNKNOWN);
    }
    if (model.field(name).isPresent()) {
      return Attributes.column(read, model.column(name));
    }
    Optional<FunctionFacts> method =
        interpreter.analysis.hierarchy().method(model.definition(), name);
    if (method.isPresent()) {
      return attributes.bound(method.get(), row, place);
    }
    Optional<Reverse> reverse = interpreter.analysis.models().reverse(model, name);
    if (reverse.isPresent()) {
      return reverse.get().one()
          ? related(read, Table.of(reverse.get().model()), name, place)
          : ofRow(rows(reverse.get().model(), reverse.get().field(), place), read);
    }
    if (RowCalls.NAMES.contains(name)) {
      return new Value.Method(row, name);
    }
    Optional<Hierarchy.Attribute> constant =
        interpreter.analysis.hierarchy().attribute(model.definition(), name);
    if (constant.isPresent()) {
      return attributes.ofType(new Value.Type(model.definition()), name, place);
    }
    return name.startsWith("_") ? Value.UNKNOWN : Attributes.column(read, name);
  }

  /// The rows of a model that a column of theirs relates to.
  Value.Query rows(ModelFacts model, String field, Place place) {
    return interpreter
        .analysis
        .query(Table.of(model), interpreter.site(place))
        .filtered(Set.of(field), Set.of());
  }

  /// Whose rows nobody else knows.
  private static Value.Query ofRow(Value.Query rows, Read owner) {
    return owner.fresh() ? rows.filtered(Set.of(Table.FRESH), Set.of()) : rows;
  }

  /// Looking at the rows of a many-to-many relation is looking at the pairs too.
  private static Value.Query paired(Value.Query rows, FieldFacts field) {
    return field
        .through()
        .map(name -> rows.filtered(Set.of(Table.THROUGH + name), Set.of()))
        .orElse(rows);
  }

  private Value related(Read parent, Table table, String name, Place place) {
    // `select_for_update().select_related(...)` locks the joined rows too, unless told otherwise.
    boolean locking = parent.locking() && parent.lookups().contains("&" + name);
    Read read =
        new Read(
            Read.Kind.RELATED,
            table,
            interpreter.site(place),
            Set.of(),
            locking,
            locking ? parent.locks() : interpreter.state.locks,
            Optional.of(parent),
            name,
            List.of());
    interpreter.record.reads.add(read);
    return new Value.Row(read);
  }
}
