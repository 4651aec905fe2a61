package dev.deadheat.fix.cure;

import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Layout;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Locks the row of a generic view: `get_queryset()` locks when the request is going to write, and
/// the method that reads and writes becomes one transaction. A `GET`, which shares
/// `get_queryset()`, locks nothing.
final class LockInView implements Cure {
  private static final String TITLE = "Lock the view's row when it is going to be written";
  private static final String REASON =
      "it takes a lock and opens a transaction around the whole request handler: others who write"
          + " the row wait for it";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> race =
        each.holder().filter(Case.Race::isInsideOneCall).filter(LockInView::isLibrary);
    Optional<ClassFacts> view = race.flatMap(found -> found.flow().function().owner());
    if (view.isEmpty()) {
      return List.of();
    }
    return List.of(
        switch (of(each, race.get(), view.get())) {
          case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
          case Verdict.No<Candidate>(String reason) -> Candidate.refused(Kind.LOCK, TITLE, reason);
        });
  }

  /// Whether a library reads the row and writes it.
  private static boolean isLibrary(Case.Race race) {
    return race.read().orElseThrow().site().module().library()
        && race.write().site().module().library();
  }

  /// What a view's handler is called and how it knows that the request writes.
  private record Handler(String name, String arguments, String writes) {
    static Optional<Handler> of(Layout layout, Set<String> bases, String handled) {
      boolean set = bases.stream().anyMatch(base -> base.contains("ViewSet"));
      return switch (handled) {
        case "update", "partial_update", "put", "patch" ->
            Optional.of(
                new Handler(
                    "update",
                    "request, *args, **kwargs",
                    set
                        ? "self.action in ("
                            + layout.string("update")
                            + ", "
                            + layout.string("partial_update")
                            + ")"
                        : "self.request.method in ("
                            + layout.string("PUT")
                            + ", "
                            + layout.string("PATCH")
                            + ")"));
        case "post" ->
            Optional.of(
                new Handler(
                    "post",
                    "request, *args, **kwargs",
                    "self.request.method == " + layout.string("POST")));
        default -> Optional.empty();
      };
    }
  }

  private static Verdict<Candidate> of(Case each, Case.Race race, ClassFacts view) {
    Document document = each.documents().at(view.module().path());
    Optional<Statement.ClassDef> found =
        Document.all(document.parsed().tree(), Statement.ClassDef.class::isInstance).stream()
            .map(Statement.ClassDef.class::cast)
            .filter(definition -> definition.name().equals(view.name()))
            .findFirst();
    var ancestry = each.facts().hierarchy().ancestry(view);
    Set<String> bases = new TreeSet<>(ancestry.outside());
    ancestry.order().forEach(ancestor -> bases.add(ancestor.name()));
    Optional<Handler> handler = Handler.of(document.layout(), bases, race.flow().function().name());
    if (found.isEmpty() || handler.isEmpty()) {
      return new Verdict.No<>("the view handles the request in a way of its own");
    }
    boolean finds =
        ancestry.order().stream()
            .filter(ancestor -> !ancestor.module().library())
            .map(ancestor -> ancestor.methods().get("get_object"))
            .anyMatch(method -> method != null && !usesQueryset(each, method));
    if (finds) {
      return new Verdict.No<>(
          "`get_object()` is the project's own and reads the row without `get_queryset()`, for"
              + " `GET` too: lock there, for requests that write");
    }
    boolean grouped =
        ancestry.order().stream()
            .filter(ancestor -> !ancestor.module().library())
            .map(ancestor -> ancestor.methods().get("get_queryset"))
            .anyMatch(method -> method != null && isGrouped(text(each, method)));
    if (grouped) {
      return new Verdict.No<>("PostgreSQL cannot lock rows that are grouped or made distinct");
    }
    Optional<Statement.Function> queryset =
        found.get().body().stream()
            .filter(Statement.Function.class::isInstance)
            .map(Statement.Function.class::cast)
            .filter(function -> function.name().equals("get_queryset"))
            .findFirst();
    Optional<Statement.Return> answer = queryset.flatMap(own -> answer(document, own));
    if (queryset.isPresent() && answer.isEmpty()) {
      return new Verdict.No<>(
          "`get_queryset()` is the view's own, and `GET` shares it: lock there, for requests that"
              + " write");
    }
    List<Statement> body = found.get().body();
    boolean lockable =
        body.stream()
            .map(document::text)
            .noneMatch(text -> text.startsWith("queryset") && isGrouped(text));
    Statement last = body.getLast();
    if (!lockable || !document.alone(last) || document.line(last) == document.line(found.get())) {
      return new Verdict.No<>("PostgreSQL cannot lock rows that are grouped or made distinct");
    }
    boolean joined = body.stream().map(document::text).anyMatch(t -> t.contains("select_related("));
    return new Verdict.Yes<>(
        new Candidate(
            Kind.LOCK,
            TITLE,
            Applicability.UNSAFE,
            REASON,
            List.of(write(document, found.get(), handler.get(), joined, answer))));
  }

  private static Patch write(
      Document document,
      Statement.ClassDef view,
      Handler handler,
      boolean joined,
      Optional<Statement.Return> answer) {
    Layout layout = document.layout();
    String unit = layout.unit();
    var draft = new Draft(document, view);
    String transaction = draft.name("django.db", "transaction");
    String of = joined ? "of=(" + layout.string("self") + ",)" : "";
    var lines = new ArrayList<String>();
    String test = "if " + handler.writes() + ":";
    String locking = "queryset = queryset.select_for_update(" + of + ")";
    if (answer.isPresent()) {
      Expression value = answer.get().value().orElseThrow();
      if (!document.text(value).equals("queryset")) {
        draft.add(new Edit(new Span(answer.get().start(), value.start()), "queryset = "));
        draft.add(
            Blocks.after(document, answer.get(), List.of(test, unit + locking, "return queryset")));
      } else {
        draft.add(Blocks.before(document, answer.get(), List.of(test, unit + locking)));
      }
    } else {
      lines.add("");
      lines.add("def get_queryset(self):");
      lines.add(unit + "queryset = super().get_queryset()");
      lines.add(unit + test);
      lines.add(unit + unit + locking);
      lines.add(unit + "return queryset");
    }
    Optional<Statement> method =
        view.body().stream()
            .filter(statement ->
                statement instanceof Statement.Function function
                    && function.name().equals(handler.name()))
            .findFirst();
    if (method.isPresent()) {
      draft.add(Blocks.before(document, method.get(), List.of("@" + transaction + ".atomic")));
    } else {
      lines.add("");
      lines.add("@" + transaction + ".atomic");
      lines.add("def " + handler.name() + "(self, " + handler.arguments() + "):");
      lines.add(unit + "return super()." + handler.name() + "(" + handler.arguments() + ")");
    }
    if (!lines.isEmpty()) {
      draft.add(Blocks.after(document, view.body().getLast(), lines));
    }
    return draft.patch();
  }

  /// The one `return` of a view's own `get_queryset()`, if all ways end there.
  private static Optional<Statement.Return> answer(Document document, Statement.Function queryset) {
    List<Node> returns = Document.all(queryset, Statement.Return.class::isInstance);
    Statement last = queryset.body().getLast();
    return returns.size() == 1
            && last instanceof Statement.Return answer
            && answer.value().isPresent()
            && document.alone(answer)
            && document.line(answer) != document.line(queryset)
        ? Optional.of(answer)
        : Optional.empty();
  }

  private static boolean usesQueryset(Case each, FunctionFacts method) {
    String text = text(each, method);
    return text.contains("get_queryset()") || text.contains("super().get_object(");
  }

  private static String text(Case each, FunctionFacts method) {
    Document document = each.documents().at(method.module().path());
    return document.source().text(method.node().place().start(), method.node().place().end());
  }

  /// Whether PostgreSQL has no single rows to lock.
  private static boolean isGrouped(String text) {
    return text.contains(".distinct(")
        || text.contains(".annotate(")
        || text.contains(".aggregate(")
        || text.contains(".union(");
  }
}
