package dev.deadheat.fix.cure;

import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Locks the row that others belong to before they are counted, numbered or looked for: a row that
/// is not there yet cannot be locked itself.
final class ParentLock implements Cure {
  private static final String TITLE = "Lock the row that they belong to before looking";
  private static final String REASON =
      "it takes a lock and opens a transaction: all who add to the same parent wait for each other,"
          + " also those who do not look; who adds without this lock is not kept out";
  private static final String TWICE =
      "it takes a lock and opens a transaction where nothing is found: all who would add to the"
          + " same parent then wait for each other; who adds without this lock is not kept out";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> reader =
        each.reader()
            .or(each::holder)
            .filter(race -> race.read().isPresent() && race.write().table().model().isPresent());
    if (reader.isEmpty()) {
      return List.of();
    }
    var out = new ArrayList<Candidate>();
    boolean looked = each.finding().rule().code().equals("DH201");
    if (looked && of(each, reader.get(), true) instanceof Verdict.Yes<Candidate>(Candidate twice)) {
      out.add(twice);
    }
    out.add(
        switch (of(each, reader.get(), false)) {
          case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
          case Verdict.No<Candidate>(String reason) ->
              Candidate.refused(Kind.PARENT_LOCK, TITLE, reason);
        });
    return out;
  }

  /// A parent: its model, and how its key and itself are written.
  ///
  /// @param model empty for the model of people who log in, if the project does not declare it
  private record Parent(Optional<ModelFacts> model, String key, Optional<String> row) {}

  /// @param twice whether to look without the lock first
  private static Verdict<Candidate> of(Case each, Case.Race race, boolean twice) {
    Read read = race.read().orElseThrow();
    Write write = race.write();
    Site look = read.via().isEmpty() ? read.site() : read.via().getFirst();
    if (!look.function().equals(race.flow().function())) {
      return new Verdict.No<>("the look and the new row stand in different functions");
    }
    if (race.isInsideOneCall()) {
      return new Verdict.No<>(Case.Race.INSIDE);
    }
    Document document = each.documents().at(look.path());
    Node at = Place.node(document, look);
    ModelFacts model = write.table().model().orElseThrow();
    Optional<Parent> parent =
        read.via().isEmpty()
            ? parent(each, document, at, model)
            : asked(each, race, document, at, model)
                .or(() -> handed(each, race, document, at, model));
    if (parent.isEmpty()) {
      return new Verdict.No<>(
          "no row that all of them belong to is named where they are looked for; a unique"
              + " constraint or an advisory lock would do");
    }
    boolean prose =
        each.finding().rule().code().equals("DH205")
            && each.finding().fields().stream()
                .flatMap(field -> model.field(field).stream())
                .anyMatch(field -> field.type().contains("Text"));
    if (prose) {
      return new Verdict.No<>("the number goes into a text, where nobody takes it for a key");
    }
    Optional<Statement> from = document.statement(at);
    Optional<Statement> to = Place.statement(document, write.outermost());
    Optional<Region> region =
        from.isEmpty() || to.isEmpty() || !write.outermost().path().equals(document.path())
            ? Optional.empty()
            : Region.covering(document, List.of(from.get(), to.get()));
    if (region.isEmpty()) {
      return new Verdict.No<>("the look and the new row stand in different functions");
    }
    if (!isKnown(region.get(), parent.get(), from.orElseThrow())) {
      return new Verdict.No<>(
          "`" + parent.get().key() + "` is not known yet where the transaction would begin");
    }
    var draft = new Draft(document, region.get().function());
    Optional<String> manager =
        parent.get().model().isEmpty()
            ? Optional.of(draft.name("django.contrib.auth", "get_user_model") + "().objects")
            : ModelName.manager(
                each,
                draft,
                race.flow().function().module(),
                parent.get().model().get(),
                parent.get().row());
    if (manager.isEmpty()) {
      return new Verdict.No<>(
          "`"
              + parent.get().model().map(ModelFacts::name).orElse("")
              + "` is not imported there; import it and lock its row");
    }
    String locked = manager.get() + ".select_for_update().get(pk=" + parent.get().key() + ")";
    Optional<SecondLook> second =
        twice
            ? Backward.query(each, draft, race, document, at)
                .flatMap(query -> SecondLook.of(region.get(), at, query))
            : Optional.empty();
    if (twice && second.isEmpty()) {
      return new Verdict.No<>("what is done does not hang on the look alone");
    }
    Region covered = second.map(SecondLook::region).orElse(region.get());
    Optional<String> missing =
        Missing.reason(each, race, covered, parent.get().key(), parent.get().row());
    if (missing.isPresent()) {
      return new Verdict.No<>(missing.get());
    }
    var transaction = new Transaction(each, race.flow(), covered);
    Verdict<String> written =
        second.isPresent()
            ? second.get().write(draft, transaction, List.of(locked))
            : transaction.write(draft, List.of(locked), Optional.empty());
    return switch (written) {
      case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<String>(String more) ->
          new Verdict.Yes<>(
              new Candidate(
                  Kind.PARENT_LOCK,
                  twice ? "Lock the row that they belong to" + SecondLook.TITLE : TITLE,
                  Applicability.UNSAFE,
                  (twice ? TWICE : REASON) + more,
                  List.of(draft.patch())));
    };
  }

  /// A parent that the look names: `filter(owner=owner)`, or `owner.items.count()`. Of several the
  /// one whose manager is used, as fewer requests share it, else the first.
  private static Optional<Parent> parent(Case each, Document document, Node at, ModelFacts model) {
    Expression query = at instanceof Expression expression ? expression : null;
    Optional<Parent> looked = Optional.empty();
    while (query instanceof Expression.Call call
        && call.func() instanceof Expression.Attribute method) {
      for (Keyword keyword : call.keywords()) {
        Optional<Parent> found =
            keyword.arg().flatMap(name -> named(each, document, model, name, keyword.value()));
        looked = found.isPresent() ? found : looked;
      }
      query = method.value();
    }
    Optional<Parent> managed =
        query instanceof Expression.Attribute related && isPath(related.value())
            ? managed(each, document, related, model)
            : Optional.empty();
    return managed.isPresent() ? managed : looked;
  }

  /// The row whose related manager is used: `owner.items`.
  private static Optional<Parent> managed(
      Case each, Document document, Expression.Attribute related, ModelFacts model) {
    String row = document.text(related.value());
    for (FieldFacts field : model.fields().values()) {
      Optional<ModelFacts> target = each.facts().models().target(model, field);
      if (Backward.leads(each, model, field, related.attr())
          && isOf(each, row, target.orElseThrow(), field, related.attr())) {
        return Optional.of(new Parent(target, row + ".pk", Optional.of(row)));
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

  /// The parent whose own method looks: `activity.is_full()`.
  private static Optional<Parent> asked(
      Case each, Case.Race race, Document document, Node at, ModelFacts model) {
    Optional<Expression.Call> call = document.nearest(at, Expression.Call.class);
    if (call.isEmpty()
        || !(call.get().func() instanceof Expression.Attribute method)
        || !isPath(method.value())) {
      return Optional.empty();
    }
    List<ModelFacts> owners =
        race.flow().calls().stream()
            .filter(found -> found.site().equals(race.read().orElseThrow().via().getFirst()))
            .flatMap(found -> found.callee().owner().stream())
            .flatMap(owner -> each.facts().models().of(owner).stream())
            .distinct()
            .toList();
    String row = document.text(method.value());
    boolean belongs =
        owners.size() == 1
            && model.fields().values().stream()
                .filter(FieldFacts::toOne)
                .anyMatch(field ->
                    each.facts()
                        .models()
                        .target(model, field)
                        .filter(owners.getFirst()::equals)
                        .isPresent());
    return belongs
        ? Optional.of(new Parent(Optional.of(owners.getFirst()), row + ".pk", Optional.of(row)))
        : Optional.empty();
  }

  /// The parent that is handed to the function which looks, through others or not:
  /// `close_others(owner)`, where that looks at `owner.items`; `known(event)`, where that looks for
  /// `filter(owner=event.owner_id)`.
  private static Optional<Parent> handed(
      Case each, Case.Race race, Document document, Node at, ModelFacts model) {
    Read read = race.read().orElseThrow();
    List<Site> via = read.via();
    if (read.site().module().library() || via.stream().anyMatch(s -> s.module().library())) {
      return Optional.empty();
    }
    Document inner = each.documents().at(read.site().path());
    Node look = Place.node(inner, read.site());
    Optional<Parent> found = parent(each, inner, look, model);
    FunctionFacts callee = read.site().function();
    for (Site site : via.reversed()) {
      Optional<Statement.Function> definition = Place.function(inner, look);
      boolean first = site.equals(via.getFirst());
      inner = first ? document : each.documents().at(site.path());
      look = first ? at : Place.node(inner, site);
      Optional<Expression.Call> call = inner.nearest(look, Expression.Call.class);
      if (found.isEmpty() || call.isEmpty() || definition.isEmpty()) {
        return Optional.empty();
      }
      found = above(each, inner, found.get(), definition.get(), callee, call.get());
      callee = site.function();
    }
    return found;
  }

  /// A parent as those call it who call a function: its parameter is their argument.
  private static Optional<Parent> above(
      Case each,
      Document caller,
      Parent parent,
      Statement.Function definition,
      FunctionFacts callee,
      Expression.Call call) {
    String root = parent.key().split("\\.", 2)[0];
    int index = callee.parameters().stream().map(Parameter::name).toList().indexOf(root);
    Document inner = each.documents().at(callee.module().path());
    return index < 0 || !isCertain(inner, definition, root)
        ? Optional.empty()
        : Arguments.of(call, callee, index, root)
            .filter(ParentLock::isPath)
            .map(caller::text)
            .map(text ->
                new Parent(
                    parent.model(),
                    text + parent.key().substring(root.length()),
                    parent.row().map(row -> text + row.substring(root.length()))));
  }

  /// Whether a parameter is never asked for being there, and has no default.
  private static boolean isCertain(Document document, Statement.Function definition, String name) {
    int tests =
        Document.all(definition, Expression.Compare.class::isInstance).stream()
            .map(document::text)
            .filter(text -> text.startsWith(name + " is "))
            .toList()
            .size();
    boolean optional =
        document
            .source()
            .text(definition.start(), definition.body().getFirst().start())
            .matches("(?s).*\\b" + name + "\\b\\s*(:[^,=()]*)?=.*");
    return tests == 0 && !optional;
  }

  private static Optional<Parent> named(
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
          new Parent(target, text, row.equals(text) ? Optional.empty() : Optional.of(row)));
    }
    return Optional.of(new Parent(target, text + ".pk", Optional.of(text)));
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

  private static boolean isPath(Expression expression) {
    return switch (expression) {
      case Expression.Name _ -> true;
      case Expression.Attribute attribute -> isPath(attribute.value());
      case Expression other -> false;
    };
  }

  /// Whether the parent's name is bound before the region, and not again before the look.
  private static boolean isKnown(Region region, Parent parent, Statement look) {
    String root = parent.key().split("\\.", -1)[0];
    List<Expression.Name> bound =
        Document.all(
                region.function(),
                node ->
                    node instanceof Expression.Name name
                        && name.id().equals(root)
                        && name.ctx() == ExprContext.STORE)
            .stream()
            .map(Expression.Name.class::cast)
            .toList();
    boolean later =
        bound.stream().filter(region::contains).allMatch(name -> name.start() >= look.start());
    boolean before = bound.stream().anyMatch(name -> name.end() < region.firstStatement().start());
    return bound.stream().noneMatch(region::contains)
        || (later
            && look instanceof Statement.Assign
            && (before || region.function().args().all().anyMatch(a -> a.arg().equals(root))));
  }
}
