package dev.deadheat.fix.cure;

import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gets a row by a unique key and changes it, or makes it: `update_or_create()`, which locks the
/// row that is there. For `try: get, assign, save` with `except DoesNotExist: create` of the same
/// values.
final class UpdateOrCreate implements Cure {
  private static final String TITLE = "Change or create in one step: `update_or_create()`";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> race = each.reader().filter(Case.Race::writesHere).or(each::writer);
    Optional<ModelFacts> model = race.flatMap(found -> found.write().table().model());
    if (model.isEmpty() || model.get().isAbstract()) {
      return List.of();
    }
    Document document = each.documents().at(race.get().write().site().path());
    return Place.call(document, Place.node(document, race.get().write().site()), List.of("create"))
        .flatMap(create -> of(each, document, model.get(), create))
        .map(List::of)
        .orElse(List.of());
  }

  private static Optional<Candidate> of(
      Case each, Document document, ModelFacts model, Expression.Call create) {
    Optional<Statement.Try> attempt =
        document.nearest(create, Statement.Try.class).filter(found -> isPlain(document, found));
    if (attempt.isEmpty()) {
      return Optional.empty();
    }
    List<Statement> body = attempt.get().body();
    Statement made = attempt.get().handlers().getFirst().body().getFirst();
    if (body.size() < 3
        || !(body.getFirst() instanceof Statement.Assign got)
        || got.targets().size() != 1
        || !(got.targets().getFirst() instanceof Expression.Name row)
        || !(got.value() instanceof Expression.Call get)
        || !(get.func() instanceof Expression.Attribute manager)
        || !(create.func() instanceof Expression.Attribute other)
        || !isStatement(document, made, create, row.id())) {
      return Optional.empty();
    }
    Map<String, String> lookup = named(document, get);
    Map<String, String> values = named(document, create);
    Map<String, String> changes = changes(document, body, row.id());
    var both = new LinkedHashMap<>(lookup);
    both.putAll(changes);
    boolean same =
        manager.attr().equals("get")
            && document.text(manager.value()).equals(document.text(other.value()))
            && document.text(manager.value()).endsWith(".objects")
            && !changes.isEmpty()
            && both.size() == lookup.size() + changes.size()
            && both.equals(values);
    if (!same) {
      return Optional.empty();
    }
    var patches = new ArrayList<Patch>();
    if (!Constraint.isUnique(model, lookup.keySet())) {
      switch (Constraint.of(each, model, lookup.keySet())) {
        case Verdict.No<List<Patch>>(String reason) -> {
          return Optional.of(
              Candidate.refused(Kind.GET_OR_CREATE, TITLE, "it needs a unique key, and " + reason));
        }
        case Verdict.Yes<List<Patch>>(List<Patch> keys) -> patches.addAll(keys);
      }
      if (patches.stream().anyMatch(patch -> patch.path().equals(document.path()))) {
        return Optional.empty();
      }
    }
    String more = patches.isEmpty() ? "" : "; " + Constraint.reason(patches);
    var defaults = new StringBuilder();
    changes.forEach((column, value) ->
        defaults
            .append(defaults.isEmpty() ? "" : ", ")
            .append(document.layout().string(column))
            .append(": ")
            .append(value));
    var arguments = new StringBuilder();
    lookup.forEach((name, value) -> arguments.append(name).append("=").append(value).append(", "));
    String text =
        row.id()
            + ", _ = "
            + document.text(manager.value())
            + ".update_or_create("
            + arguments
            + "defaults={"
            + defaults
            + "})";
    var draft = new Draft(document, attempt.get()).add(new Edit(attempt.get().span(), text));
    patches.addFirst(draft.patch());
    return Optional.of(
        new Candidate(
            Kind.GET_OR_CREATE,
            TITLE,
            Applicability.UNSAFE,
            "the row that is there is locked while it is changed; who comes second when it is made"
                + " changes the first one's"
                + more,
            patches));
  }

  /// `try` with one `except DoesNotExist` of one statement, and nothing else.
  private static boolean isPlain(Document document, Statement.Try attempt) {
    return attempt.handlers().size() == 1
        && attempt.handlers().getFirst().body().size() == 1
        && attempt
            .handlers()
            .getFirst()
            .type()
            .map(document::text)
            .orElse("")
            .endsWith(".DoesNotExist")
        && attempt.orelse().isEmpty()
        && attempt.finalbody().isEmpty()
        && document.parsed().comments().stream().noneMatch(attempt.span()::contains);
  }

  private static boolean isStatement(
      Document document, Statement made, Expression.Call create, String row) {
    return switch (made) {
      case Statement.Expr expr -> expr.value().equals(create);
      case Statement.Assign assign ->
          assign.value().equals(create)
              && assign.targets().size() == 1
              && document.text(assign.targets().getFirst()).equals(row);
      case Statement other -> false;
    };
  }

  /// A call's arguments by name, each as its text; empty if some have none.
  private static Map<String, String> named(Document document, Expression.Call call) {
    var out = new LinkedHashMap<String, String>();
    for (Keyword keyword : call.keywords()) {
      keyword.arg().ifPresent(name -> out.put(name, document.text(keyword.value())));
    }
    return call.args().isEmpty() && out.size() == call.keywords().size() ? out : Map.of();
  }

  /// The columns that the statements between the look and the save assign; empty if they do more.
  private static Map<String, String> changes(Document document, List<Statement> body, String row) {
    var out = new LinkedHashMap<String, String>();
    for (Statement statement : body.subList(1, body.size() - 1)) {
      if (!(statement instanceof Statement.Assign assign)
          || assign.targets().size() != 1
          || !(assign.targets().getFirst() instanceof Expression.Attribute column)
          || !document.text(column.value()).equals(row)
          || isIn(assign.value(), row)) {
        return Map.of();
      }
      out.put(column.attr(), document.text(assign.value()));
    }
    return document.text(body.getLast()).startsWith(row + ".save(") ? out : Map.of();
  }

  private static boolean isIn(Node value, String row) {
    return !Document.all(value, node -> node instanceof Expression.Name n && n.id().equals(row))
        .isEmpty();
  }
}
