package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Lines;
import dev.deadheat.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks and creates in one step: `get_or_create()`, with the unique key without which it races as
/// much as what it replaces.
final class GetOrCreate implements Cure {
  static final String TITLE = "Look and create in one step: `get_or_create()`";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Write> write =
        each.reader()
            .filter(Case.Race::writesHere)
            .or(each::writer)
            .map(Case.Race::write)
            .or(() -> each.writesThere().stream().filter(w -> w.via().isEmpty()).findFirst());
    if (write.isEmpty() || write.get().table().model().filter(m -> !m.isAbstract()).isEmpty()) {
      return List.of();
    }
    ModelFacts model = write.get().table().model().get();
    Document document = each.documents().at(write.get().site().path());
    Optional<Statement> made = Place.statement(document, write.get().site());
    Optional<Looked> looked = made.flatMap(statement -> Looked.around(document, statement));
    Optional<Candidate> byKey =
        Place.call(document, Place.node(document, write.get().site()), List.of("create"))
            .flatMap(create -> CreateByKey.of(document, model, create));
    if (looked.isEmpty()) {
      return byKey.map(List::of).orElse(List.of());
    }
    return List.of(
        switch (of(each, document, write.get(), looked.get())) {
          case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
          case Verdict.No<Candidate>(String reason) ->
              byKey.orElse(Candidate.refused(Kind.GET_OR_CREATE, TITLE, reason));
        });
  }

  private static Verdict<Candidate> of(Case each, Document document, Write write, Looked looked) {
    ModelFacts model = write.table().model().orElseThrow();
    Statement first = looked.absent().getFirst();
    Optional<Making> making = Making.of(document, looked.absent(), model.name());
    Optional<Statement> saved = Place.statement(document, write.site());
    if (making.isEmpty()
        || !making.get().saved()
        || !saved.equals(Optional.of(making.get().last()))) {
      return new Verdict.No<>(
          "where none is found more is done than to make the row, from line "
              + document.line(first)
              + " on");
    }
    Optional<String> doubt = doubt(each, document, write, looked, making.get());
    if (doubt.isPresent()) {
      return new Verdict.No<>(doubt.get());
    }
    Verdict<OneStep> step = OneStep.of(each, document, model, looked, making.get());
    if (step instanceof Verdict.No<OneStep>(String reason)) {
      return new Verdict.No<>(reason);
    }
    OneStep call = ((Verdict.Yes<OneStep>) step).value();
    Verdict<Patch> patch = patch(document, looked, making.get(), call);
    if (patch instanceof Verdict.No<Patch>(String reason)) {
      return new Verdict.No<>(reason);
    }
    return new NeededKey(each, model, call.columns())
        .with(
            ((Verdict.Yes<Patch>) patch).value(),
            meansOne(looked, model, call.columns()),
            TITLE,
            "who comes second gets the first one's row");
  }

  /// Whether the look says that there is to be one row with these values, and not only that there
  /// is to be one at all: a failed `get()` does, and so does a look by more than what the row
  /// belongs to.
  private static boolean meansOne(Looked looked, ModelFacts model, Set<String> columns) {
    boolean named =
        columns.stream()
            .anyMatch(name -> model.field(name).filter(field -> !field.toOne()).isPresent());
    return switch (looked.sort()) {
      case ONE, ANSWERED -> true;
      case ASKED -> named || columns.size() > 1;
      case FIRST -> false;
    };
  }

  /// Why the row must not be made in the same step as it is looked for.
  static Optional<String> doubt(
      Case each, Document document, Write write, Looked looked, Making making) {
    Span lines = new Span(document.startOf(looked.from()), lineEnd(document, making.last()));
    if (document.parsed().comments().stream().anyMatch(lines::contains)) {
      return Optional.of("a comment stands between the look and the new row, and would be lost");
    }
    Statement start = looked.absent().getFirst();
    boolean writes =
        each.facts().flows().stream()
            .filter(flow -> flow.function().equals(write.site().function()))
            .flatMap(flow -> flow.writes().stream())
            .map(Write::outermost)
            .filter(site -> !site.place().equals(write.outermost().place()))
            .anyMatch(site ->
                site.path().equals(document.path())
                    && start.start() <= site.place().start()
                    && site.place().end() <= making.last().end());
    if (writes) {
      return Optional.of("more is written while the new row is filled");
    }
    return takesNothing(each, write) && making.constructed()
        ? Optional.of(
            "`" + write.table().name() + ".save()` takes no arguments, and would be given some")
        : Optional.empty();
  }

  /// Whether the model has a `save()` of its own that may not be called as a manager calls it.
  private static boolean takesNothing(Case each, Write write) {
    return write
        .table()
        .model()
        .flatMap(model -> each.facts().hierarchy().method(model.definition(), "save"))
        .filter(save -> !save.module().library())
        .filter(save ->
            save.parameters().stream()
                .noneMatch(parameter ->
                    parameter.name().equals("force_insert")
                        || parameter.kind()
                            == dev.deadheat.django.code.Parameter.Kind.KEYWORD_REST))
        .isPresent();
  }

  private static Verdict<Patch> patch(
      Document document, Looked looked, Making making, OneStep step) {
    List<Statement> absent = looked.absent();
    List<Statement> rest = absent.subList(absent.indexOf(making.last()) + 1, absent.size());
    boolean other =
        looked.row().isPresent() && making.row().isPresent() && !looked.row().equals(making.row());
    boolean presentFirst =
        !looked.present().isEmpty()
            && looked.present().getFirst().start() < absent.getFirst().start();
    if (other || presentFirst || (!looked.present().isEmpty() && rest.isEmpty())) {
      return new Verdict.No<>("the row that is there is handled in another way");
    }
    if (looked.sort() == Looked.Sort.ANSWERED) {
      return answered(document, looked, making, rest, step);
    }
    boolean awaited =
        looked.query().func() instanceof Expression.Attribute && isAwaited(document, looked);
    String call = call(document, step, awaited);
    Optional<String> row = looked.row().or(making::row);
    var draft = new Draft(document, looked.query());
    int start = document.startOf(looked.from());
    if (rest.isEmpty()) {
      Span all = new Span(start, lineEnd(document, looked.to()));
      String target = OneStep.target(document, all, row, "_created");
      return new Verdict.Yes<>(draft.add(new Edit(all, target + call)).patch());
    }
    if (!document.alone(rest.getFirst())
        || document.line(rest.getFirst()) == document.endLine(making.last())) {
      return new Verdict.No<>("the statements share their lines with others");
    }
    Statement.Function function = Place.function(document, looked.from()).orElseThrow();
    String created = Place.free(function, List.of("created", "is_new", "was_created"));
    String name = row.orElseGet(() -> Place.free(function, List.of("_row", "_found", "_made")));
    String text =
        name
            + ", "
            + created
            + " = "
            + call
            + document.layout().lineBreak()
            + document.indentAt(start)
            + "if "
            + created
            + ":";
    Span head = new Span(start, lineEnd(document, making.last()));
    return new Verdict.Yes<>(draft.add(new Edit(head, text)).patch());
  }

  /// `try: return ...get()`, `except DoesNotExist: ...; return row`.
  private static Verdict<Patch> answered(
      Document document, Looked looked, Making making, List<Statement> rest, OneStep step) {
    boolean returned =
        making.last() instanceof Statement.Return
            ? rest.isEmpty()
            : rest.size() == 1
                && rest.getFirst() instanceof Statement.Return back
                && making.row().isPresent()
                && back.value()
                    .filter(value -> document.text(value).equals(making.row().get()))
                    .isPresent();
    if (!returned) {
      return new Verdict.No<>("the new row is not answered as the one that is there");
    }
    String row = making.row().orElse("row");
    int start = document.startOf(looked.from());
    String text =
        row
            + ", _created = "
            + call(document, step, isAwaited(document, looked))
            + document.layout().lineBreak()
            + document.indentAt(start)
            + "return "
            + row;
    Span all = new Span(start, lineEnd(document, looked.to()));
    return new Verdict.Yes<>(new Draft(document, looked.query()).add(new Edit(all, text)).patch());
  }

  private static String call(Document document, OneStep step, boolean awaited) {
    return (awaited ? "await " : "")
        + step.call(document, awaited ? "aget_or_create" : "get_or_create", step.defaults());
  }

  /// Whether the look is waited for, as in `await Item.objects.aget(...)`.
  static boolean isAwaited(Document document, Looked looked) {
    return document.above(looked.query()).stream()
        .takeWhile(node -> !(node instanceof Statement))
        .anyMatch(Expression.Await.class::isInstance);
  }

  private static int lineEnd(Document document, Statement statement) {
    Lines lines = document.source().lines();
    return lines.endOf(document.endLine(statement));
  }
}
