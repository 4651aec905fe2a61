package dev.deadheat.fix.cure;

import dev.deadheat.django.entry.EntryPoint;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Writes back only the columns that were assigned: `save(update_fields=[...])`.
final class UpdateFields implements Cure {
  private static final String TITLE = "Write only what changed: `save(update_fields=[...])`";

  /// For a race of columns that only `save()` fills, and only where they are empty: whoever saves
  /// other columns need not write them.
  static final Cure BESIDES = each -> isFilled(each) ? new UpdateFields().offer(each) : List.of();

  private static boolean isFilled(Case each) {
    return whole(each.writesThere())
        .filter(write -> write.table().model().isPresent() && !each.finding().fields().isEmpty())
        .filter(write ->
            each.finding().fields().stream()
                .allMatch(column ->
                    FilledBySave.is(each, write, write.table().model().orElseThrow(), column)))
        .isPresent();
  }

  private static Optional<Write> whole(List<Write> writes) {
    return writes.stream().filter(w -> w.kind() == Write.Kind.SAVE && w.whole()).findFirst();
  }

  @Override
  public List<Candidate> offer(Case each) {
    List<Write> writes = each.writesThere();
    Optional<Write> first = whole(writes);
    if (first.isEmpty()) {
      return List.of();
    }
    return List.of(
        switch (write(each, first.get(), writes)) {
          case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
          case Verdict.No<Candidate>(String reason) ->
              Candidate.refused(Kind.UPDATE_FIELDS, TITLE, reason);
        });
  }

  private static Verdict<Candidate> write(Case each, Write write, List<Write> writes) {
    if (write.site().module().library()) {
      return new Verdict.No<>("a library's code saves the row");
    }
    if (each.insertsThere()) {
      return new Verdict.No<>("the same `save()` also inserts new rows");
    }
    if (write.table().model().isEmpty()) {
      return new Verdict.No<>("the model of the row is not known, nor its columns");
    }
    ModelFacts model = write.table().model().get();
    var columns = new LinkedHashSet<String>();
    for (Write other : writes) {
      for (String column : other.columns().keySet()) {
        if (column.equals("*") || model.field(column).isEmpty()) {
          return new Verdict.No<>(
              column.equals("*")
                  ? "not every column that is assigned is named in the code"
                  : "`" + column + "` is assigned, and is no column of " + model.name());
        }
        if (!model.field(column).get().toMany() && !FilledBySave.is(each, write, model, column)) {
          columns.add(model.field(column).get().name());
        }
      }
    }
    columns.removeIf(column -> SavedBefore.is(each, write, column));
    if (columns.isEmpty()) {
      return new Verdict.No<>("which columns were assigned is not seen here");
    }
    if (!isAssignedHere(each, write, columns)) {
      return new Verdict.No<>(
          "nothing is assigned where it is saved: whether the row has to be saved at all is for a"
              + " person to say");
    }
    model.fields().values().stream()
        .filter(FieldFacts::automatic)
        .map(FieldFacts::name)
        .filter(name -> isTouched(each, model, name))
        .forEach(columns::add);
    Document document = each.documents().at(write.site().path());
    Optional<Expression.Call> call =
        Place.call(document, Place.node(document, write.site()), List.of("save", "asave"));
    if (call.isEmpty()) {
      return new Verdict.No<>("the row is not saved by a plain `save()`");
    }
    Verdict<Edit> edit = edit(document, call.get(), columns);
    return switch (edit) {
      case Verdict.No<Edit>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<Edit>(Edit change) -> {
        Optional<String> doubt = doubt(each, model);
        Draft draft = new Draft(document, call.get()).add(change);
        yield new Verdict.Yes<>(
            new Candidate(
                Kind.UPDATE_FIELDS,
                TITLE,
                doubt.isPresent() ? Applicability.UNSAFE : Applicability.SAFE,
                doubt.orElse(
                    "no `save()` of the project's own and no signal receiver sees the difference;"
                        + " a row deleted meanwhile is reported, not made again"),
                List.of(draft.patch())));
      }
    };
  }

  /// Whether a column is assigned in the function that saves, or the row came with its changes.
  private static boolean isAssignedHere(Case each, Write write, Set<String> columns) {
    Document document = each.documents().at(write.site().path());
    Optional<Statement.Function> function =
        Place.function(document, Place.node(document, write.site()));
    boolean given = write.target().flatMap(Read::rootParameter).isPresent();
    return given
        || function.isEmpty()
        || !Document.all(
                function.get(),
                node ->
                    (node instanceof Expression.Attribute attribute
                            && attribute.ctx() == ExprContext.STORE
                            && columns.contains(attribute.attr().replaceAll("_id$", "")))
                        || (node instanceof Expression.Call call
                            && Place.name(call).equals("setattr")))
            .isEmpty();
  }

  /// Whether every save writes the time into a column: `auto_now`, not `auto_now_add`.
  static boolean isTouched(Case each, ModelFacts model, String column) {
    return each.facts().models().manager(model, column).stream()
        .anyMatch(value ->
            value instanceof dev.deadheat.django.code.Expression.Call call
                && call.keyword("auto_now").isPresent());
  }

  private static Verdict<Edit> edit(Document document, Expression.Call call, Set<String> columns) {
    var names = new ArrayList<String>();
    columns.forEach(column -> names.add(document.layout().string(column)));
    String argument = "update_fields=[" + String.join(", ", names) + "]";
    for (Keyword keyword : call.keywords()) {
      if (keyword.arg().isEmpty() || keyword.arg().get().startsWith("force")) {
        return new Verdict.No<>("`save()` is called with arguments that may contradict it");
      }
    }
    if (!call.args().isEmpty()) {
      return new Verdict.No<>("`save()` is called with arguments that may contradict it");
    }
    if (call.keywords().isEmpty()) {
      return new Verdict.Yes<>(Edit.insert(call.end() - 1, argument));
    }
    return new Verdict.Yes<>(Edit.insert(call.keywords().getLast().end(), ", " + argument));
  }

  /// Why somebody might see the difference.
  private static Optional<String> doubt(Case each, ModelFacts model) {
    Optional<FunctionFacts> save = each.facts().hierarchy().method(model.definition(), "save");
    if (save.isPresent() && !save.get().module().library()) {
      return Optional.of(
          "`"
              + save.get().qualifiedName()
              + "()` is called with `update_fields`, and what it assigns besides is not saved");
    }
    return receiver(each, model)
        .map(name -> "the signal receiver `" + name + "` is told of `update_fields`");
  }

  /// A receiver of the signals that Django sends when a row of the model is saved.
  static Optional<String> receiver(Case each, ModelFacts model) {
    return each.facts().entryPoints().all().stream()
        .filter(entry -> entry.kind() == EntryPoint.Kind.SIGNAL)
        .filter(entry -> concerns(entry.function(), model))
        .map(entry -> entry.function().qualifiedName())
        .findFirst();
  }

  private static boolean concerns(FunctionFacts receiver, ModelFacts model) {
    String text = receiver.node().decorators().toString();
    boolean saves = text.contains("pre_save") || text.contains("post_save");
    boolean connected = !text.contains("receiver");
    return connected || (saves && (!text.contains("sender") || text.contains(model.name())));
  }
}
