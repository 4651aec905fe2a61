package dev.deadheat.fix.cure;

import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A look and what makes the row that was not found, as the arguments of one call.
///
/// @param manager what is called, such as `Item.objects`
/// @param lookups what the row is looked for by, as written
/// @param defaults what else a new row gets, as written
/// @param columns the columns that it is looked for by, with the one that the manager adds
record OneStep(
    String manager,
    Map<String, String> lookups,
    Map<String, String> defaults,
    Set<String> columns) {

  /// Of a look and the row that is made for it.
  ///
  /// @return no verdict if the row that is made would not be found by that look
  static Verdict<OneStep> of(
      Case each, Document document, ModelFacts model, Looked looked, Making making) {
    Optional<Map<String, String>> asked = Making.named(document, looked.query());
    if (asked.isEmpty() || asked.get().isEmpty()) {
      return new Verdict.No<>("the look is not by values that are named");
    }
    Optional<Source> from = manager(each, document, model, looked.manager());
    Optional<Source> to =
        making.constructed()
            ? Optional.of(new Source(document.text(making.table()) + ".objects", Map.of(), true))
            : manager(each, document, model, making.table());
    if (from.isEmpty() || to.isEmpty()) {
      return new Verdict.No<>("what is looked at is not seen to be the table of " + model.name());
    }
    boolean same = from.get().text().equals(to.get().text());
    boolean tables = from.get().whole() && to.get().whole();
    if (tables && !same && !making.constructed()) {
      return new Verdict.No<>("the look and the new row go through different managers");
    }
    var lookups = new LinkedHashMap<>(same ? Map.of() : from.get().adds());
    lookups.putAll(asked.get());
    var values = new LinkedHashMap<>(same ? Map.of() : to.get().adds());
    values.putAll(making.values());
    var defaults = new LinkedHashMap<>(values);
    for (Map.Entry<String, String> lookup : lookups.entrySet()) {
      String column = lookup.getKey();
      if (model.field(column).filter(field -> !field.toMany()).isEmpty()) {
        return new Verdict.No<>(
            "the lookup `" + column + "` is not an equality on a column of " + model.name());
      }
      Optional<String> given =
          values.entrySet().stream()
              .filter(value -> model.column(value.getKey()).equals(model.column(column)))
              .filter(value -> means(column, lookup.getValue(), value.getKey(), value.getValue()))
              .map(Map.Entry::getKey)
              .findFirst();
      if (given.isEmpty()) {
        return new Verdict.No<>("the new row is not given the `" + column + "` that is looked for");
      }
      defaults.remove(given.get());
    }
    for (String name : defaults.keySet()) {
      if (model.field(name).filter(field -> !field.toMany()).isEmpty()) {
        return new Verdict.No<>(
            "`" + name + "` is set on the new row, and is no column of " + model.name());
      }
    }
    var columns = new LinkedHashSet<String>();
    lookups.keySet().forEach(name -> columns.add(model.column(name)));
    from.get().adds().keySet().forEach(columns::add);
    String manager = from.get().whole() || same ? from.get().text() : to.get().text();
    return from.get().whole() || to.get().whole() || same
        ? new Verdict.Yes<>(new OneStep(manager, lookups, defaults, Set.copyOf(columns)))
        : new Verdict.No<>("the look and the new row go through different managers");
  }

  /// Where rows are asked for, a manager: what it adds to each query and row, and whether it is one
  /// of the whole table.
  private record Source(String text, Map<String, String> adds, boolean whole) {}

  private static Optional<Source> manager(
      Case each, Document document, ModelFacts model, Expression manager) {
    if (!(manager instanceof Expression.Attribute attribute)) {
      return Optional.empty();
    }
    String text = document.text(manager);
    String owner = document.text(attribute.value());
    String last = owner.substring(owner.lastIndexOf('.') + 1);
    if (Character.isUpperCase(last.charAt(0)) || owner.equals("cls")) {
      return Optional.of(new Source(text, Map.of(), true));
    }
    return model.fields().values().stream()
        .filter(field -> Backward.leads(each, model, field, attribute.attr()))
        .map(FieldFacts::name)
        .findFirst()
        .map(name -> new Source(text, Map.of(name, owner), false));
  }

  /// Whether two arguments say the same: `user=user`, or `user_id=user.id`.
  private static boolean means(String name, String value, String other, String theirs) {
    return name.equals(other)
        ? value.equals(theirs)
        : row(name, value).isPresent() && row(name, value).equals(row(other, theirs));
  }

  /// The row that an argument names, itself or by its key.
  private static Optional<String> row(String name, String value) {
    if (!name.endsWith("_id")) {
      return Optional.of(value);
    }
    return value.endsWith(".id") || value.endsWith(".pk")
        ? Optional.of(value.substring(0, value.length() - 3))
        : Optional.empty();
  }

  /// The call.
  ///
  /// @param method such as `get_or_create`
  String call(Document document, String method, Map<String, String> given) {
    var arguments = new ArrayList<String>();
    lookups.forEach((name, value) -> arguments.add(name + "=" + value));
    List<String> pairs = new ArrayList<>();
    given.forEach((name, value) -> pairs.add(document.layout().string(name) + ": " + value));
    if (!pairs.isEmpty()) {
      arguments.add("defaults={" + String.join(", ", pairs) + "}");
    }
    return manager + "." + method + "(" + String.join(", ", arguments) + ")";
  }

  /// What the call is assigned to; nothing if the row is not named in the rest of its function.
  ///
  /// @param gone the statements that the call stands in the place of
  static String target(Document document, Span gone, Optional<String> row, String created) {
    boolean used =
        row.filter(name ->
                !Document.all(
                        Place.function(document, document.at(gone))
                            .map(Node.class::cast)
                            .orElse(document.parsed().tree()),
                        node ->
                            node instanceof Expression.Name other
                                && other.id().equals(name)
                                && !gone.contains(node.span()))
                    .isEmpty())
            .isPresent();
    return used ? row.get() + ", " + created + " = " : "";
  }
}
