package dev.deadheat.fix.cure;

import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.Locale;
import java.util.Optional;

/// The row that others belong to, as a look for them names it.
///
/// @param model empty for the model of people who log in, if the project does not declare it
/// @param key how its key is written
/// @param row how it is written itself; empty if only its key is known
record ParentRow(Optional<ModelFacts> model, String key, Optional<String> row) {

  /// A parent that the look names: `filter(owner=owner)`, or `owner.items.count()`. Of several the
  /// one whose manager is used, as fewer requests share it, else the first.
  static Optional<ParentRow> named(Case each, Document document, Node at, ModelFacts model) {
    Expression query = at instanceof Expression expression ? expression : null;
    Optional<ParentRow> looked = Optional.empty();
    while (query instanceof Expression.Call call
        && call.func() instanceof Expression.Attribute method) {
      for (Keyword keyword : call.keywords()) {
        Optional<ParentRow> found =
            keyword.arg().flatMap(name -> compared(each, document, model, name, keyword.value()));
        looked = found.isPresent() ? found : looked;
      }
      query = method.value();
    }
    Optional<ParentRow> managed =
        query instanceof Expression.Attribute related && isPath(related.value())
            ? managed(each, document, related, model)
            : Optional.empty();
    return managed.isPresent() ? managed : looked;
  }

  /// The row whose related manager is used: `owner.items`.
  private static Optional<ParentRow> managed(
      Case each, Document document, Expression.Attribute related, ModelFacts model) {
    String row = document.text(related.value());
    for (FieldFacts field : model.fields().values()) {
      Optional<ModelFacts> target = each.facts().models().target(model, field);
      if (Backward.leads(each, model, field, related.attr())
          && isOf(each, row, target.orElseThrow(), field, related.attr())) {
        return Optional.of(new ParentRow(target, row + ".pk", Optional.of(row)));
      }
    }
    return Optional.empty();
  }

  /// Whether a row is of the model by whose related manager it is asked: it is called so, or
  /// nothing else in the project has an attribute of that name.
  private static boolean isOf(
      Case each, String row, ModelFacts model, FieldFacts field, String attribute) {
    String last = row.substring(row.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    boolean called =
        last.equals(model.name().toLowerCase(Locale.ROOT)) || last.equals(field.name());
    return called
        || each.facts().modules().stream()
            .filter(module -> !module.library() && !module.isTest())
            .flatMap(module -> module.bindings().values().stream())
            .noneMatch(binding ->
                binding instanceof Binding.OfClass(ClassFacts other)
                    && (other.methods().containsKey(attribute)
                        || other.attributes().containsKey(attribute)));
  }

  /// The row that an argument of a lookup is, or whose key it is.
  private static Optional<ParentRow> compared(
      Case each, Document document, ModelFacts model, String lookup, Expression value) {
    boolean key = lookup.endsWith("_id") || lookup.endsWith("__id") || lookup.endsWith("__pk");
    String name = lookup.replaceAll("(__id|__pk|_id)$", "");
    Optional<FieldFacts> field =
        Optional.ofNullable(model.fields().get(name)).filter(FieldFacts::toOne);
    Optional<ModelFacts> target = field.flatMap(f -> each.facts().models().target(model, f));
    boolean user =
        field
            .flatMap(FieldFacts::target)
            .filter(t -> t.equals("auth.User") || t.equals("AUTH_USER_MODEL"))
            .isPresent();
    if ((target.isEmpty() && !user) || !isPath(value)) {
      return Optional.empty();
    }
    String text = document.text(value);
    boolean number =
        key
            || text.endsWith("_id")
            || text.endsWith(".pk")
            || text.endsWith(".id")
            || text.equals("pk")
            || text.equals("id")
            || isRouteArgument(each, document, value);
    if (number) {
      String row = text.replaceAll("\\.(pk|id)$", "");
      return Optional.of(
          new ParentRow(target, text, row.equals(text) ? Optional.empty() : Optional.of(row)));
    }
    return Optional.of(new ParentRow(target, text + ".pk", Optional.of(text)));
  }

  /// Whether a name is what a view was given by its route: text or a number, no row.
  private static boolean isRouteArgument(Case each, Document document, Expression value) {
    if (!(value instanceof Expression.Name name)) {
      return false;
    }
    Optional<Statement.Function> function = Place.function(document, value);
    return function.isPresent()
        && function.get().args().all().skip(1).anyMatch(a -> a.arg().equals(name.id()))
        && function
            .get()
            .args()
            .all()
            .findFirst()
            .filter(a -> a.arg().equals("request"))
            .isPresent()
        && each.facts().entryPoints().all().stream()
            .anyMatch(entry ->
                entry.kind().isRequest()
                    && entry.function().module().path().equals(document.path())
                    && entry.function().name().equals(function.get().name()));
  }

  static boolean isPath(Expression expression) {
    return switch (expression) {
      case Expression.Name _ -> true;
      case Expression.Attribute attribute -> isPath(attribute.value());
      case Expression other -> false;
    };
  }
}
