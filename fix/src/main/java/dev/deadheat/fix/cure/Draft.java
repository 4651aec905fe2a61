package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Fold;
import dev.deadheat.fix.text.Imports;
import dev.deadheat.fix.text.Refold;
import dev.deadheat.python.ast.Alias;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Literal;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The edits of one file as they are being put together.
final class Draft {
  private final Document document;
  private final Node user;
  private final Imports imports;
  private final List<Edit> edits = new ArrayList<>();

  /// Starts with no edits.
  ///
  /// @param user where new names will be used
  Draft(Document document, Node user) {
    this.document = document;
    this.user = user;
    this.imports = new Imports(document, user);
  }

  Document document() {
    return document;
  }

  /// How to write an imported name; its import is added if it is missing.
  String name(String module, String name) {
    Imports.Known known = imports.of(module, name);
    for (Edit edit : known.edits()) {
      // A second name of the same new import takes the line of the first.
      String line = "from " + module + " import ";
      edits.removeIf(other ->
          other.span().equals(edit.span())
              && other.text().contains(line)
              && edit.text().contains(line));
      if (!edits.contains(edit)) {
        edits.add(edit);
      }
    }
    return known.name();
  }

  /// Imports a name at the beginning of the function that uses it.
  ///
  /// @return whether the name is free there
  boolean local(String module, String name) {
    Optional<Statement.Function> function = document.nearest(user, Statement.Function.class);
    if (function.isEmpty()) {
      return false;
    }
    boolean taken =
        !Document.all(
                function.get(),
                node ->
                    (node instanceof Alias alias
                            && alias.asname().orElse(alias.name()).equals(name))
                        || (node instanceof Expression.Name used && used.id().equals(name)))
            .isEmpty();
    Statement first = function.get().body().getFirst();
    boolean docstring =
        first instanceof Statement.Expr expr
            && expr.value() instanceof Expression.Constant constant
            && constant.value() instanceof Literal.Str;
    if (docstring && function.get().body().size() > 1) {
      first = function.get().body().get(1);
    }
    if (taken || !document.alone(first) || document.line(first) == document.line(function.get())) {
      return false;
    }
    String line = "from " + module + " import " + name;
    boolean more = first instanceof Statement.ImportFrom || first instanceof Statement.Import;
    Edit edit = Blocks.before(document, first, more ? List.of(line) : List.of(line, ""));
    if (!edits.contains(edit)) {
      edits.add(edit);
    }
    return true;
  }

  Draft add(Edit edit) {
    edits.add(edit);
    return this;
  }

  Draft add(List<Edit> more) {
    edits.addAll(more);
    return this;
  }

  /// What the edits make of the file, with lines that became too long broken as black breaks them.
  Patch patch() {
    Document after = document.with(edits);
    Set<Integer> lines = Patch.between(document, after).changedLines();
    var breaks = new ArrayList<>(Fold.longLines(after, lines));
    for (Edit edit : Refold.locked(document, after, lines)) {
      if (breaks.stream().noneMatch(other -> other.span().contains(edit.span()))) {
        breaks.add(edit);
      }
    }
    return Patch.between(document, breaks.isEmpty() ? after : after.with(breaks));
  }
}
