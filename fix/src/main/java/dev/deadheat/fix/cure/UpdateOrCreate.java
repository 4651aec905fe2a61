package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for a row and changes it, or makes one with the same values: `update_or_create()`, which
/// locks the row that is there. The row is saved in both branches, or after them.
final class UpdateOrCreate implements Cure {
  private static final String TITLE = "Change or create in one step: `update_or_create()`";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> race = each.reader().filter(Case.Race::writesHere).or(each::writer);
    Optional<ModelFacts> model =
        race.flatMap(found -> found.write().table().model()).filter(found -> !found.isAbstract());
    if (model.isEmpty()) {
      return List.of();
    }
    Write write = race.get().write();
    Document document = each.documents().at(write.site().path());
    Optional<Shape> shape =
        Place.statement(document, write.site())
            .flatMap(statement ->
                branches(document, model.get(), statement)
                    .or(() -> after(document, model.get(), statement)));
    return shape
        .map(found ->
            switch (of(each, document, write, found)) {
              case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
              case Verdict.No<Candidate>(String reason) ->
                  Candidate.refused(Kind.GET_OR_CREATE, TITLE, reason);
            })
        .map(List::of)
        .orElse(List.of());
  }

  /// A look with what is assigned to the row that is there.
  ///
  /// @param to the last statement that goes
  /// @param row what the row is called
  /// @param present the columns of the row that is there, as they are assigned
  /// @param later those of either
  private record Shape(
      Looked looked,
      Making making,
      Statement to,
      String row,
      Map<String, String> present,
      Map<String, String> later) {}

  /// Both branches save the row.
  private static Optional<Shape> branches(
      Document document, ModelFacts model, Statement statement) {
    Optional<Looked> looked = Looked.around(document, statement);
    Optional<Making> making =
        looked.flatMap(found -> Making.of(document, found.absent(), model.name()));
    Optional<String> row = looked.flatMap(Looked::row);
    if (making.isEmpty()
        || row.isEmpty()
        || !making.get().saved()
        || !making.get().last().equals(looked.get().absent().getLast())
        || looked.get().present().size() < 2) {
      return Optional.empty();
    }
    List<Statement> present = looked.get().present();
    boolean saved = Making.isSaved(document, present.getLast(), row.get());
    return assigned(document, present.subList(0, present.size() - 1), row.get())
        .filter(_ -> saved && making.get().row().filter(name -> !name.equals(row.get())).isEmpty())
        .map(values ->
            new Shape(looked.get(), making.get(), looked.get().to(), row.get(), values, Map.of()));
  }

  /// What is made, or found, is filled and saved after both branches.
  private static Optional<Shape> after(Document document, ModelFacts model, Statement save) {
    List<Statement> block = document.block(save);
    int at = block.indexOf(save) - 1;
    while (at >= 0 && block.get(at) instanceof Statement.Assign) {
      at--;
    }
    Optional<Looked> looked =
        at < 0
            ? Optional.empty()
            : Looked.of(document, block.get(at)).filter(l -> l.row().isPresent());
    Optional<Making> making =
        looked
            .filter(found -> !found.absent().isEmpty())
            .flatMap(found -> Making.of(document, found.absent(), model.name()));
    if (making.isEmpty()
        || making.get().saved()
        || !making.get().row().equals(looked.get().row())
        || !making.get().last().equals(looked.get().absent().getLast())) {
      return Optional.empty();
    }
    String row = looked.get().row().orElseThrow();
    Optional<Map<String, String>> present = assigned(document, looked.get().present(), row);
    return Making.isSaved(document, save, row)
        ? assigned(document, block.subList(at + 1, block.indexOf(save)), row)
            .flatMap(later ->
                present.map(
                    values -> new Shape(looked.get(), making.get(), save, row, values, later)))
        : Optional.empty();
  }

  /// The columns that statements assign; empty if they do more.
  private static Optional<Map<String, String>> assigned(
      Document document, List<Statement> statements, String row) {
    var out = new LinkedHashMap<String, String>();
    for (Statement statement : statements) {
      if (!(Making.assigned(document, statement, row) instanceof Making.Column column)) {
        return Optional.empty();
      }
      out.put(column.name(), column.value());
    }
    return Optional.of(out);
  }

  private static Verdict<Candidate> of(Case each, Document document, Write write, Shape shape) {
    ModelFacts model = write.table().model().orElseThrow();
    var made = new LinkedHashMap<>(shape.making().values());
    made.putAll(shape.later());
    var whole =
        new Making(
            shape.to(),
            Optional.of(shape.row()),
            shape.making().table(),
            shape.making().constructed(),
            made,
            true);
    Optional<String> doubt = GetOrCreate.doubt(each, document, write, shape.looked(), whole);
    if (doubt.isPresent()) {
      return new Verdict.No<>(doubt.get());
    }
    Verdict<OneStep> step = OneStep.of(each, document, model, shape.looked(), whole);
    if (step instanceof Verdict.No<OneStep>(String reason)) {
      return new Verdict.No<>(reason);
    }
    OneStep call = ((Verdict.Yes<OneStep>) step).value();
    var changes = new LinkedHashMap<>(shape.present());
    changes.putAll(shape.later());
    for (String column : changes.keySet()) {
      if (!changes.get(column).equals(call.defaults().get(column))) {
        return new Verdict.No<>(
            "the row that is there gets another `" + column + "` than a new one");
      }
    }
    for (String column : call.defaults().keySet()) {
      if (!changes.containsKey(column)) {
        return new Verdict.No<>(
            "a new row gets a `"
                + column
                + "` besides: that is `create_defaults` of Django 5, or `get_or_create()` and a lock");
      }
    }
    if (changes.isEmpty()) {
      return new Verdict.No<>("nothing is changed in the row that is there");
    }
    boolean awaited = GetOrCreate.isAwaited(document, shape.looked());
    Span all = new Span(document.startOf(shape.looked().from()), shape.to().end());
    String text =
        OneStep.target(document, all, Optional.of(shape.row()), "_created")
            + (awaited ? "await " : "")
            + call.call(document, awaited ? "aupdate_or_create" : "update_or_create", changes);
    Patch patch = new Draft(document, shape.looked().query()).add(new Edit(all, text)).patch();
    return new NeededKey(each, model, call.columns())
        .with(
            patch,
            shape.looked().sort() == Looked.Sort.ONE,
            TITLE,
            "the row that is there is locked while it is changed; who comes second when it is made"
                + " changes the first one's");
  }
}
