package dev.deadheat.rules;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Source;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.flow.Write.Assigned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Rows that were found in a state, told of, and only then given their next state by one `UPDATE`:
/// two requests find them, and both tell.
final class ToldRows {
  private ToldRows() {}

  /// The race of an update of such rows.
  static Optional<RowRaces.Race> of(Write update, FunctionFlow flow, Project project) {
    for (Guard guard : update.guards()) {
      Read look = guard.source().read();
      boolean found =
          guard.source().aspect() == Source.Aspect.EXISTENCE
              && guard.polarity() == Guard.Polarity.PRESENT
              && project.same(look.table(), update.table())
              && look.lookups().equals(update.lookups())
              && !look.locking()
              && !Protection.covers(look, update);
      Set<String> states = found ? states(update) : Set.of();
      if (!states.isEmpty()
          && flow.dispatches().stream().anyMatch(told -> isBetween(told, guard, update))) {
        return Optional.of(new RowRaces.Race(RowRaces.Defect.CHECK_THEN_ACT, look, states, true));
      }
    }
    return Optional.empty();
  }

  /// The columns by which the rows were chosen, and which they no longer fit afterwards.
  private static Set<String> states(Write update) {
    var out = new TreeSet<String>();
    for (String column : Protection.columns(update.lookups())) {
      Assigned value = update.columns().get(column);
      if (value != null && value.sources().isEmpty()) {
        out.add(column);
      }
    }
    return out;
  }

  private static boolean isBetween(Dispatch told, Guard guard, Write update) {
    return told.guards().contains(guard)
        && !Stakes.onlyAsks(told)
        && isBefore(steps(told.via(), told.site()), steps(update.via(), update.site()));
  }

  private static List<Site> steps(List<Site> via, Site site) {
    var out = new ArrayList<>(via);
    out.add(site);
    return out;
  }

  /// Whether one comes first, where their ways part.
  private static boolean isBefore(List<Site> one, List<Site> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      Site here = one.get(i);
      Site there = other.get(i);
      if (!here.equals(there)) {
        return here.function().equals(there.function())
            && here.place().end() <= there.place().start();
      }
    }
    return false;
  }
}
