package dev.deadheat.fix.cure;

import dev.deadheat.django.model.ModelFacts;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// The unique key that looking and making in one step needs.
///
/// @param columns what the row is looked for by
record NeededKey(Case each, ModelFacts model, Set<String> columns) {

  /// The cure that a patch is, with the key if it is missing.
  ///
  /// @param one whether the code says that there is to be one row with these values
  /// @param done what becomes of it then
  Verdict<Candidate> with(Patch patch, boolean one, String title, String done) {
    if (Constraint.isUnique(model, columns)) {
      return new Verdict.Yes<>(
          candidate(title, done + "; the unique key that it needs is there", List.of(patch)));
    }
    if (!one) {
      return new Verdict.No<>(
          "it needs a unique key, and whether `"
              + String.join(
                  "`, `", model.fields().keySet().stream().filter(columns::contains).toList())
              + "` are to be one is not said: any row that fits is taken");
    }
    return switch (Constraint.of(each, model, columns)) {
      case Verdict.No<List<Patch>>(String reason) ->
          new Verdict.No<>("it needs a unique key, and " + reason);
      case Verdict.Yes<List<Patch>>(List<Patch> keys) -> {
        var files = new TreeMap<String, Patch>();
        files.put(patch.path(), patch);
        for (Patch key : keys) {
          if (files.containsKey(key.path()) && !key.agrees(patch)) {
            yield new Verdict.No<>("it needs a unique key, and both would change the same lines");
          }
          files.merge(key.path(), key, Patch::and);
        }
        yield new Verdict.Yes<>(
            candidate(title, Constraint.reason(keys), List.copyOf(files.values())));
      }
    };
  }

  private static Candidate candidate(String title, String reason, List<Patch> patches) {
    return new Candidate(Kind.GET_OR_CREATE, title, Applicability.UNSAFE, reason, patches);
  }
}
