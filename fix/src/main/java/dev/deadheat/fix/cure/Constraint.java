package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Layout;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The unique key that `get_or_create()` needs: in the model's `Meta`, and as a migration that says
/// how to find the duplicates that are there.
final class Constraint implements Cure {
  static final String TITLE = "Let the database refuse a second row: a unique constraint";
  private static final int MOST_NAME = 60;

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Write> write =
        each.writesThere().stream()
            .filter(w -> w.kind() == Write.Kind.GET_OR_CREATE && w.table().model().isPresent())
            .findFirst();
    if (write.isEmpty()) {
      return List.of();
    }
    ModelFacts model = write.get().table().model().get();
    Verdict<List<Patch>> patches =
        state(each, write.get())
            .<Verdict<List<Patch>>>map(column ->
                new Verdict.No<>(
                    "the key would have to hold for one value of `"
                        + column
                        + "` only: rows with another may well come twice"))
            .orElseGet(() -> of(each, model, write.get().lookups()));
    return List.of(
        switch (patches) {
          case Verdict.No<List<Patch>>(String reason) ->
              Candidate.refused(Kind.CONSTRAINT, TITLE, reason);
          case Verdict.Yes<List<Patch>>(List<Patch> made) ->
              new Candidate(Kind.CONSTRAINT, TITLE, Applicability.UNSAFE, reason(made), made);
        });
  }

  /// A column that is looked up by a value that the code names: the rows' state.
  private static Optional<String> state(Case each, Write write) {
    if (write.site().module().library()) {
      return Optional.empty();
    }
    Document document = each.documents().at(write.site().path());
    return Place.call(
            document,
            Place.node(document, write.site()),
            List.of("get_or_create", "update_or_create"))
        .stream()
        .flatMap(call -> call.keywords().stream())
        .filter(keyword ->
            keyword.value() instanceof Expression.Attribute value
                && value.attr().equals(value.attr().toUpperCase(Locale.ROOT)))
        .flatMap(keyword -> keyword.arg().stream())
        .filter(name -> !name.equals("defaults"))
        .findFirst();
  }

  static String reason(List<Patch> made) {
    return made.stream().anyMatch(Patch::creates)
        ? "the migration fails while there are duplicates (its docstring has the query that lists"
            + " them), and a second row that was wanted is refused from then on"
        : "the app has no numbered migrations to follow: run `makemigrations`, and look for"
            + " duplicates first";
  }

  /// The patches that add a key over what is looked up.
  static Verdict<List<Patch>> of(Case each, ModelFacts model, Set<String> lookups) {
    var columns = new LinkedHashSet<String>();
    for (String lookup : lookups) {
      String plain = lookup.replaceAll("__exact$", "");
      Optional<FieldFacts> field = model.field(plain);
      if (field.isEmpty() || field.get().toMany()) {
        return new Verdict.No<>(
            "the lookup `" + lookup + "` is not an equality on a column of " + model.name());
      }
      if (field.get().nullable()) {
        return new Verdict.No<>(
            "`"
                + field.get().name()
                + "` may be null, and two nulls never collide in a unique key");
      }
      columns.add(field.get().name());
    }
    PythonModule home = model.definition().module();
    if (home.library() || model.isAbstract()) {
      return new Verdict.No<>(model.name() + " is not a table that this project declares");
    }
    var ordered = model.fields().keySet().stream().filter(columns::contains).toList();
    String name = name(model, ordered);
    Document document = each.documents().at(home.path());
    Optional<String> unreadable = document.refusal();
    if (unreadable.isPresent()) {
      return new Verdict.No<>(home.path() + " is left as it is: " + unreadable.get());
    }
    Optional<Statement.ClassDef> definition =
        document.parsed().tree().body().stream()
            .filter(Statement.ClassDef.class::isInstance)
            .map(Statement.ClassDef.class::cast)
            .filter(c -> c.name().equals(model.name()))
            .findFirst();
    if (definition.isEmpty()) {
      return new Verdict.No<>("the class " + model.name() + " is not at the top of its module");
    }
    Optional<Patch> meta = meta(document, definition.get(), ordered, name);
    if (meta.isEmpty()) {
      return new Verdict.No<>("the constraints of " + model.name() + " are not a plain list");
    }
    var out = new ArrayList<Patch>(List.of(meta.get()));
    Migration.next(each, model, ordered, name).ifPresent(out::add);
    return new Verdict.Yes<>(List.copyOf(out));
  }

  private static String name(ModelFacts model, List<String> columns) {
    String full =
        "unique_" + model.name().toLowerCase(Locale.ROOT) + "_" + String.join("_", columns);
    return full.length() <= MOST_NAME
        ? full
        : full.substring(0, MOST_NAME - 9) + "_" + Integer.toHexString(full.hashCode());
  }

  private static Optional<Patch> meta(
      Document document, Statement.ClassDef model, List<String> columns, String name) {
    var draft = new Draft(document, model);
    String constraint = models(draft) + ".UniqueConstraint(";
    Layout layout = document.layout();
    Optional<Statement.ClassDef> meta =
        model.body().stream()
            .filter(Statement.ClassDef.class::isInstance)
            .map(Statement.ClassDef.class::cast)
            .filter(c -> c.name().equals("Meta"))
            .findFirst();
    if (meta.isEmpty()) {
      Statement last = lastField(model);
      var lines =
          new ArrayList<String>(List.of("", "class Meta:", layout.unit() + "constraints = ["));
      lines.addAll(lines(layout, constraint, columns, name, layout.unit() + layout.unit()));
      lines.add(layout.unit() + "]");
      draft.add(Blocks.after(document, last, lines));
      return Optional.of(draft.patch());
    }
    for (Statement statement : meta.get().body()) {
      if (statement instanceof Statement.Assign assign
          && assign.targets().getFirst() instanceof Expression.Name target
          && target.id().equals("constraints")) {
        return append(document, draft, assign, constraint, columns, name);
      }
    }
    var lines = new ArrayList<String>(List.of("constraints = ["));
    lines.addAll(lines(layout, constraint, columns, name, layout.unit()));
    lines.add("]");
    Statement last = meta.get().body().getLast();
    if (!document.alone(last) || document.line(last) == document.line(meta.get())) {
      return Optional.empty();
    }
    draft.add(Blocks.after(document, last, lines));
    return Optional.of(draft.patch());
  }

  private static Optional<Patch> append(
      Document document,
      Draft draft,
      Statement.Assign assign,
      String constraint,
      List<String> columns,
      String name) {
    if (!(assign.value() instanceof Expression.List list) || list.elts().isEmpty()) {
      return Optional.empty();
    }
    Expression last = list.elts().getLast();
    String indent = document.indentAt(last.start());
    boolean ownLines = document.line(last) > document.line(assign);
    if (!ownLines) {
      return Optional.empty();
    }
    var text = new StringBuilder();
    for (String line : lines(document.layout(), constraint, columns, name, "")) {
      text.append(document.layout().lineBreak()).append(indent).append(line);
    }
    String rest = document.source().text(last.end(), list.end());
    boolean comma = rest.strip().startsWith(",");
    int at = comma ? last.end() + rest.indexOf(',') + 1 : last.end();
    draft.add(Edit.insert(at, (comma ? "" : ",") + text));
    return Optional.of(draft.patch());
  }

  private static List<String> lines(
      Layout layout, String constraint, List<String> columns, String name, String indent) {
    String fields =
        "fields=[" + String.join(", ", columns.stream().map(layout::string).toList()) + "]";
    String called = "name=" + layout.string(name);
    return List.of(indent + constraint + fields + ", " + called + "),");
  }

  /// The name under which `django.db.models` is known, where its fields come from.
  private static String models(Draft draft) {
    return draft.name("django.db", "models");
  }

  private static Statement lastField(Statement.ClassDef model) {
    Statement last = model.body().getFirst();
    for (Statement statement : model.body()) {
      if (statement instanceof Statement.Assign || statement instanceof Statement.AnnAssign) {
        last = statement;
      } else if (statement instanceof Statement.Function) {
        break;
      }
    }
    return last;
  }

  static boolean isUnique(ModelFacts model, Set<String> lookups) {
    return model.keys().stream()
        .filter(key -> !key.conditional() && !key.nullable())
        .anyMatch(key -> lookups.containsAll(key.columns()));
  }
}
