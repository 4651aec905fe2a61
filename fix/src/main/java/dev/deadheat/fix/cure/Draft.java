package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Fold;
import dev.deadheat.fix.text.Imports;
import dev.deadheat.python.ast.Node;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.List;

/// The edits of one file as they are being put together.
final class Draft {
  private final Document document;
  private final Imports imports;
  private final List<Edit> edits = new ArrayList<>();

  /// Starts with no edits.
  ///
  /// @param user where new names will be used
  Draft(Document document, Node user) {
    this.document = document;
    this.imports = new Imports(document, user);
  }

  Document document() {
    return document;
  }

  /// How to write an imported name; its import is added if it is missing.
  String name(String module, String name) {
    Imports.Known known = imports.of(module, name);
    // Imports come first, so that they stand before what else is inserted at their place.
    known.edits().stream().filter(edit -> !edits.contains(edit)).forEach(edits::add);
    return known.name();
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
    List<Edit> breaks = Fold.longLines(after, Patch.between(document, after).changedLines());
    return Patch.between(document, breaks.isEmpty() ? after : after.with(breaks));
  }
}
