package dev.deadheat.search.explore;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Dependence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Finds what may happen in other orders than those that can be chosen: where there is such a
/// thing, no search has covered everything.
///
/// @param dependence what cannot be swapped
public record Unsteered(Dependence dependence) {
  private static final String INTEGRITY_VIOLATION = "23";

  /// Looks at single statements for what could happen if they overlapped.
  ///
  /// @param runs of each lane by itself, or of all together
  /// @return what is not tried, for people
  public Optional<String> inside(List<Run> runs) {
    return new Inside(dependence).untried(runs);
  }

  /// Looks at lanes that woke together.
  ///
  /// @return what is not tried, for people
  public Optional<String> woken(Run run, List<Crowd> crowds) {
    return crowds.stream()
        .filter(crowd -> matters(run, crowd))
        .findFirst()
        .map(crowd ->
            "lanes %s waited for one transaction and woke together; who came first was not chosen"
                .formatted(String.join(" and ", crowd.lanes().stream().map(Lane::label).toList())));
  }

  private boolean matters(Run run, Crowd crowd) {
    int from = run.choices().get(crowd.choice()).firstEvent();
    int to =
        crowd.choice() + 1 < run.choices().size()
            ? run.choices().get(crowd.choice() + 1).firstEvent()
            : run.events().size();
    List<OptionalInt> grants = crowd.lanes().stream().map(lane -> grant(run, from, lane)).toList();
    boolean woken = grants.stream().anyMatch(grant -> grant.isPresent() && grant.getAsInt() < to);
    for (int i = 0; woken && i < grants.size(); i++) {
      for (OptionalInt other : grants.subList(i + 1, grants.size())) {
        if (race(run, grants.get(i), other)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean race(Run run, OptionalInt one, OptionalInt other) {
    return one.isEmpty()
        || other.isEmpty()
        || (!(harmless(run, one.getAsInt()) && harmless(run, other.getAsInt()))
            && dependence.dependent(run, one.getAsInt(), other.getAsInt()));
  }

  /// Whether a statement left nothing that another could meet.
  private static boolean harmless(Run run, int event) {
    return run.events()
            .get(event)
            .error()
            .filter(code -> code.startsWith(INTEGRITY_VIOLATION))
            .isPresent()
        || run.accesses(event).stream()
            .allMatch(access ->
                switch (access) {
                  case Access.ReadRow ignored -> true;
                  case Access.ReadWhere ignored -> true;
                  case Access.UniqueProbe ignored -> true;
                  case Access.MoveSequence ignored -> true;
                  case Access.WholeTable table -> !table.write();
                  case Access.LockRow ignored -> false;
                  case WriteRow ignored -> false;
                  case Access.Advisory ignored -> false;
                  case Access.Unknown ignored -> false;
                });
  }

  private static OptionalInt grant(Run run, int from, Lane lane) {
    for (int i = from; i < run.events().size(); i++) {
      Event event = run.events().get(i);
      if (event.lane().equals(lane) && event.phase() == Event.Phase.GRANT) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
