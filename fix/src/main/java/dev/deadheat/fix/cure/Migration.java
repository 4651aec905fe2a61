package dev.deadheat.fix.cure;

import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Layout;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes the migration that follows an app's last one.
final class Migration {
  private static final Pattern NUMBERED = Pattern.compile("(\\d{4})_(\\w+)");

  private Migration() {}

  /// The file that adds a unique constraint; empty if the app has no numbered migrations.
  static Optional<Patch> next(
      Case each, ModelFacts model, List<String> columns, String constraint) {
    String path = model.definition().module().path();
    Optional<PythonModule> last = Optional.empty();
    String folder = "";
    for (int cut = path.lastIndexOf('/');
        last.isEmpty() && cut > 0;
        cut = path.lastIndexOf('/', cut - 1)) {
      folder = path.substring(0, cut) + "/migrations";
      last = last(each, folder);
    }
    if (last.isEmpty()) {
      return Optional.empty();
    }
    String before = last.get().parts().getLast();
    Matcher matcher = NUMBERED.matcher(before);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String number = "%04d".formatted(Integer.parseInt(matcher.group(1)) + 1);
    String file = folder + "/" + number + "_" + constraint + ".py";
    Document previous = each.documents().at(last.get().path());
    String label = label(previous, folder);
    return Optional.of(
        Patch.create(file, text(model, columns, constraint, label, before, previous.layout())));
  }

  private static Optional<PythonModule> last(Case each, String folder) {
    return each.facts().modules().stream()
        .filter(module -> module.path().startsWith(folder + "/"))
        .filter(module -> module.path().indexOf('/', folder.length() + 1) < 0)
        .filter(module -> NUMBERED.matcher(module.parts().getLast()).matches())
        .max(java.util.Comparator.comparing(PythonModule::path));
  }

  /// The app's label: as its migrations name it, else its folder's name.
  private static String label(Document previous, String folder) {
    String app = folder.substring(0, folder.lastIndexOf('/'));
    String usual = app.substring(app.lastIndexOf('/') + 1);
    for (Node node : Document.all(previous.parsed().tree(), Expression.Tuple.class::isInstance)) {
      Expression.Tuple pair = (Expression.Tuple) node;
      if (pair.elts().size() == 2
          && pair.elts().getFirst() instanceof Expression.Constant label
          && pair.elts().getLast() instanceof Expression.Constant name
          && label.string().isPresent()
          && name.string().filter(n -> NUMBERED.matcher(n).matches()).isPresent()
          && label.string().get().equals(usual)) {
        return usual;
      }
    }
    return usual;
  }

  private static String text(
      ModelFacts model,
      List<String> columns,
      String constraint,
      String label,
      String before,
      Layout layout) {
    String fields = String.join(", ", columns.stream().map(layout::string).toList());
    String tuple = columns.size() == 1 ? fields + "," : fields;
    String unit = "    ";
    return String.join(
        "\n",
        "\"\"\"Refuses a second row of " + model.name() + " with the same key.",
        "",
        "It fails while there are duplicates. This lists them:",
        "",
        "    from django.db.models import Count",
        "",
        "    " + model.name() + ".objects.values(" + fields + ").annotate(",
        "        rows=Count(" + layout.string("pk") + ")",
        "    ).filter(rows__gt=1)",
        "\"\"\"",
        "",
        "from django.db import migrations, models",
        "",
        "",
        "class Migration(migrations.Migration):",
        "",
        unit + "dependencies = [",
        unit + unit + "(" + layout.string(label) + ", " + layout.string(before) + "),",
        unit + "]",
        "",
        unit + "operations = [",
        unit + unit + "migrations.AddConstraint(",
        unit
            + unit
            + unit
            + "model_name="
            + layout.string(model.name().toLowerCase(Locale.ROOT))
            + ",",
        unit + unit + unit + "constraint=models.UniqueConstraint(",
        unit + unit + unit + unit + "fields=(" + tuple + "),",
        unit + unit + unit + unit + "name=" + layout.string(constraint) + ",",
        unit + unit + unit + "),",
        unit + unit + "),",
        unit + "]",
        "");
  }
}
