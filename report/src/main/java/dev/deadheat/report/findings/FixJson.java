package dev.deadheat.report.findings;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.deadheat.fix.cure.Applicability;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Patch;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Lines;
import dev.deadheat.source.SourceFile;
import java.util.List;
import java.util.Optional;

/// Cures as JSON: `{kind, title, applicability, reason, edits: [{path, line, lines, text}]}`.
///
/// An edit puts whole lines in the place of `lines` lines from `line` on, counted from 1 in the
/// file as it is; of none, before that line. A new file is an edit of no lines at line 1.
final class FixJson {
  private FixJson() {}

  /// The best cure that can be applied; `null` for none.
  static JsonElement best(Optional<List<Candidate>> cures) {
    return cures
        .flatMap(all -> all.stream().filter(Candidate::applicable).findFirst())
        .<JsonElement>map(FixJson::object)
        .orElse(JsonNull.INSTANCE);
  }

  /// All cures, best first, what only a person can write last and without edits; `null` if nobody
  /// asked for them.
  static JsonElement all(Optional<List<Candidate>> cures) {
    if (cures.isEmpty()) {
      return JsonNull.INSTANCE;
    }
    var out = new JsonArray();
    cures.get().forEach(candidate -> out.add(object(candidate)));
    return out;
  }

  private static JsonObject object(Candidate candidate) {
    var out = new JsonObject();
    out.addProperty("kind", FindingWords.lower(candidate.kind()).replace('_', '-'));
    out.addProperty("title", candidate.title());
    out.addProperty("applicability", word(candidate.applicability()));
    out.addProperty("reason", candidate.reason());
    var edits = new JsonArray();
    for (Patch patch : candidate.patches()) {
      patch.edits().forEach(edit -> edits.add(edit(patch, edit)));
    }
    out.add("edits", edits);
    return out;
  }

  private static JsonObject edit(Patch patch, Edit edit) {
    Optional<Lines> lines = patch.before().map(SourceFile::lines);
    int line = lines.map(all -> line(patch, all, edit.span().start())).orElse(1);
    int end = lines.map(all -> line(patch, all, edit.span().end())).orElse(1);
    var out = new JsonObject();
    out.addProperty("path", patch.path());
    out.addProperty("line", line);
    out.addProperty("lines", end - line);
    out.addProperty("text", edit.text());
    return out;
  }

  /// The line that begins at an offset; one more than there are at the end of the file.
  private static int line(Patch patch, Lines lines, int offset) {
    int length = patch.before().orElseThrow().length();
    int line = lines.lineOf(Math.min(offset, length));
    return offset > lines.startOf(line) ? line + 1 : line;
  }

  private static String word(Applicability applicability) {
    return switch (applicability) {
      case SAFE -> "safe";
      case UNSAFE -> "unsafe";
      case DISPLAY_ONLY -> "display-only";
    };
  }
}
