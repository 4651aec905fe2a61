package dev.deadheat.django.flow;

import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.flow.Write.Assigned;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a model's own `save()` makes of an old row's columns: a slug of its title, an address in
/// small letters. No request asked for that change, and who saves the row next makes it again; so
/// it is none of the columns that a request changes.
///
/// A column that counts is another matter: `self.version += 1` loses one of two.
final class OwnSave {
  private OwnSave() {}

  /// Leaves of what was assigned while the model's `save()` or `clean()` ran only what other rows
  /// decided.
  ///
  /// @param before what was assigned when it was called
  /// @param there the columns that the row has already, so that it did not touch them
  static void keepOthers(Read row, Map<String, Assigned> before, Set<String> there, State state) {
    Map<String, Assigned> now = state.assigned.get(row);
    if (row.fresh() || now == null) {
      return;
    }
    var kept = new LinkedHashMap<String, Assigned>();
    now.forEach((column, value) -> {
      @Nullable Assigned old = before.get(column);
      Assigned rest = value.equals(old) ? value : and(old, ofOthers(row, column, value));
      if (!isEmpty(rest) && !there.contains(column)) {
        kept.put(column, rest);
      } else if (old != null) {
        kept.put(column, old);
      }
    });
    state.assigned.put(row, kept);
  }

  /// The exceptions that the model's `save()` catches around that of the class above it.
  static Set<String> caught(FunctionFacts save) {
    var out = new LinkedHashSet<String>();
    for (Statement statement : save.node().body()) {
      if (statement instanceof Statement.Try attempt
          && Parts.any(attempt.body(), each -> FunctionFacts.lastName(each).equals("save"))) {
        attempt.handlers().forEach(handler -> out.addAll(TryBlocks.names(handler)));
      }
    }
    return out;
  }

  /// What was assigned before counts as it did.
  private static Assigned and(@Nullable Assigned old, Assigned others) {
    if (old == null) {
      return others;
    }
    var sources = new LinkedHashSet<>(old.sources());
    sources.addAll(others.sources());
    var guards = new LinkedHashSet<>(old.guards());
    guards.addAll(others.guards());
    return new Assigned(
        sources, guards, old.atomic() && others.atomic(), old.settled() && others.settled());
  }

  private static boolean isEmpty(Assigned value) {
    return value.sources().isEmpty() && value.guards().isEmpty() && !value.atomic();
  }

  private static Assigned ofOthers(Read row, String column, Assigned value) {
    Set<Source> sources = new LinkedHashSet<>(value.sources());
    Set<Guard> guards = new LinkedHashSet<>(value.guards());
    boolean counts =
        sources.contains(new Source(row, Source.Aspect.COLUMN, column)) && counts(row, column);
    sources.removeIf(source -> source.read() == row && !(counts && source.column().equals(column)));
    guards.removeIf(guard -> guard.source().read() == row);
    return new Assigned(sources, guards, value.atomic(), value.settled());
  }

  /// Whether a value that is made of the old one may be more than the same one written cleanly.
  private static boolean counts(Read row, String column) {
    return row.table()
        .model()
        .flatMap(model -> model.field(column))
        .filter(field -> field.isNumber())
        .isPresent();
  }
}
