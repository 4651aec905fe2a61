package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Layout;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Validates what was sent a second time where a serializer makes the row, under a lock: the look
/// is in `validate_name()`, which ran before, and no function holds both.
///
/// Both raise the same error, of which REST framework makes the same answer.
final class ValidateAgain implements Cure {
  private static final String TITLE =
      "Let one request at a time validate and create: an advisory lock, and validate again";
  private static final String REASON =
      "PostgreSQL only; every request that creates one waits for the others, and what was sent is"
          + " validated twice; who writes without this lock is not kept out";
  private static final String ALL = "validate";
  private static final String FIELD = "validate_";
  private static final Set<String> CHANGES = Set.of("pop", "popitem", "update", "setdefault");

  @Override
  public List<Candidate> offer(Case each) {
    if (!AdvisoryLock.isPostgres(each)) {
      return List.of();
    }
    return each.races().stream()
        .flatMap(race -> of(each, race).stream())
        .findFirst()
        .map(List::of)
        .orElse(List.of());
  }

  private static Optional<Candidate> of(Case each, Case.Race race) {
    Write write = race.write();
    Optional<ModelFacts> model = write.table().model();
    Site making = Case.shown(write.site(), write.via());
    FunctionFacts create = making.function();
    Optional<FunctionFacts> validator =
        create
            .owner()
            .filter(_ -> create.name().equals("create") && create.parameters().size() == 2)
            .flatMap(owner ->
                race.read()
                    .filter(read -> refuses(each, read))
                    .flatMap(read -> validator(each, read, owner)));
    if (model.isEmpty() || validator.isEmpty() || making.module().library()) {
      return Optional.empty();
    }
    Document document = each.documents().at(making.path());
    Optional<Statement> statement = Place.statement(document, making);
    Optional<Region> region = statement.flatMap(found -> Region.covering(document, List.of(found)));
    Optional<FunctionFlow> flow =
        each.facts().flows().stream().filter(f -> f.function().equals(create)).findFirst();
    String sent = create.parameters().get(1).name();
    if (region.isEmpty() || flow.isEmpty() || isChanged(document, region.get(), sent)) {
      return Optional.empty();
    }
    Optional<List<String>> again = again(document, region.get(), validator.get(), sent);
    if (again.isEmpty()) {
      return Optional.empty();
    }
    var draft = new Draft(document, region.get().function());
    List<String> lines =
        new ArrayList<>(AdvisoryLock.lines(each, draft, model.get(), Optional.empty()));
    lines.addAll(again.get());
    return new Transaction(each, flow.get(), region.get()).write(draft, lines, Optional.empty())
            instanceof Verdict.Yes<String>(String more)
        ? Optional.of(
            new Candidate(
                Kind.ADVISORY_LOCK,
                TITLE,
                Applicability.UNSAFE,
                REASON + more,
                List.of(draft.patch())))
        : Optional.empty();
  }

  /// Whether whoever finds a row is refused, and in any case: `if ...exists(): raise`.
  private static boolean refuses(Case each, Read read) {
    Document document = each.documents().at(read.site().path());
    Node look = Place.node(document, read.site());
    Optional<Statement> statement = document.statement(look);
    if (statement.isEmpty()) {
      return false;
    }
    if (statement.get() instanceof Statement.If test) {
      return test.test().span().contains(look.span()) && isRaised(test);
    }
    List<Statement> block = document.block(statement.get());
    int next = block.indexOf(statement.get()) + 1;
    return statement.get() instanceof Statement.Assign assign
        && assign.targets().getFirst() instanceof Expression.Name name
        && next < block.size()
        && block.get(next) instanceof Statement.If test
        && Document.all(test.test(), Expression.Name.class::isInstance).stream()
            .anyMatch(node -> ((Expression.Name) node).id().equals(name.id()))
        && isRaised(test);
  }

  private static boolean isRaised(Statement.If test) {
    return test.body().getLast() instanceof Statement.Raise;
  }

  /// Whether `validate()` takes something out of what was sent, or puts something in: a second time
  /// it would not find the same.
  private static boolean changesWhatItIsGiven(Case each, FunctionFacts validate) {
    Document document = each.documents().at(validate.module().path());
    String given = validate.parameters().getLast().name();
    return Document.all(
            document.at(new Span(validate.node().place().start(), validate.node().place().end())),
            node -> true)
        .stream()
        .anyMatch(node ->
            changes(document, node, given)
                || (node instanceof Expression.Subscript part
                    && part.ctx() != ExprContext.LOAD
                    && document.text(part.value()).equals(given)));
  }

  /// The validator that looks, of one field or of all, if it does nothing else.
  private static Optional<FunctionFacts> validator(Case each, Read read, ClassFacts owner) {
    var sites = new ArrayList<>(read.via());
    sites.add(read.site());
    return sites.stream()
        .map(Site::function)
        .filter(found ->
            found.name().startsWith(FIELD)
                || (found.name().equals(ALL) && !changesWhatItIsGiven(each, found)))
        .filter(found -> found.parameters().size() == 2)
        .filter(found ->
            found
                .owner()
                .filter(home -> each.facts().hierarchy().inherits(owner, home))
                .isPresent())
        .filter(found -> !found.module().library())
        .filter(found ->
            each.facts().flows().stream()
                .filter(flow -> flow.function().equals(found))
                .allMatch(flow -> flow.writes().isEmpty() && flow.dispatches().isEmpty()))
        .findFirst();
  }

  /// Whether what was sent is changed before it is validated again.
  private static boolean isChanged(Document document, Region region, String sent) {
    return Document.all(region.function(), node -> true).stream()
        .filter(node -> node.end() <= region.firstStatement().start())
        .anyMatch(node -> changes(document, node, sent));
  }

  private static boolean changes(Document document, Node node, String sent) {
    return switch (node) {
      case Expression.Call call ->
          call.func() instanceof Expression.Attribute method
              && document.text(method.value()).equals(sent)
              && CHANGES.contains(method.attr());
      case Statement.Delete delete -> document.text(delete).contains(sent);
      case Node other -> false;
    };
  }

  /// The lines that validate again; empty if the value is kept under another name.
  private static Optional<List<String>> again(
      Document document, Region region, FunctionFacts validator, String sent) {
    if (validator.name().equals(ALL)) {
      return Optional.of(List.of("self." + ALL + "(" + sent + ")"));
    }
    String field = validator.name().substring(FIELD.length());
    Layout layout = document.layout();
    String key = layout.string(field);
    String call = "self." + validator.name() + "(" + sent + "[" + key + "])";
    Optional<Statement.ClassDef> owner =
        document.nearest(region.function(), Statement.ClassDef.class);
    boolean renamed =
        owner.stream()
            .flatMap(found -> found.body().stream())
            .filter(Statement.Assign.class::isInstance)
            .map(document::text)
            .anyMatch(text -> text.matches("(?s)" + field + "\\s*=.*\\bsource=.*"));
    if (renamed) {
      return Optional.empty();
    }
    boolean there =
        Document.all(region.function(), Expression.Subscript.class::isInstance).stream()
            .map(document::text)
            .anyMatch(text -> text.equals(sent + "[" + key + "]"));
    return Optional.of(
        there ? List.of(call) : List.of("if " + key + " in " + sent + ":", layout.unit() + call));
  }
}
