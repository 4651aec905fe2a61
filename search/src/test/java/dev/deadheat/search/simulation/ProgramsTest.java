package dev.deadheat.search.simulation;

import dev.deadheat.search.Event;
import dev.deadheat.search.Event.Kind;
import dev.deadheat.search.Event.Phase;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.testkit.Choices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The random programs do what the search must be right about: each of it, in runs that are made.
class ProgramsTest {
  private static final int PROGRAMS = 2000;

  @Test
  void theyDoAllThatASearchMustBeRightAbout() {
    Map<String, Integer> seen = new LinkedHashMap<>();
    List<String> wanted =
        List.of(
            "READ_COMMITTED",
            "REPEATABLE_READ",
            "SERIALIZABLE",
            "autocommit",
            "a subquery",
            "a row that is absent",
            "a savepoint rolled back to",
            "ON CONFLICT DO NOTHING",
            "ON CONFLICT (k) DO UPDATE",
            "NOWAIT",
            "SKIP LOCKED",
            "an advisory lock waited for",
            "a COMMIT that waits",
            "three lanes waiting at once",
            "a branch on what was read",
            "a block tried again",
            "error 23503",
            "error 23505",
            "error 40001",
            "error 40P01",
            "error 55P03");
    wanted.forEach(what -> seen.put(what, 0));

    int made =
        Choices.sampledUntil(
            () -> wanted.stream().allMatch(what -> seen.getOrDefault(what, 0) > 0),
            PROGRAMS,
            choices -> look(choices, seen));

    seen.forEach((what, times) -> System.out.printf("%6d of %d: %s%n", times, made, what));
  }

  private static void look(Choices choices, Map<String, Integer> seen) {
    Program program = Programs.any(choices, 2 + choices.below(3), 3);
    Strategy any = (soFar, enabled) -> new Strategy.Decision.Move(choices.oneOf(enabled));
    Run run = Simulation.run(program, any).run();
    String text = String.join("\n", run.events().stream().map(Event::sql).toList());
    for (String word : List.of("ON CONFLICT DO NOTHING", "ON CONFLICT (k) DO UPDATE")) {
      note(seen, word, text.contains(word));
    }
    for (String word : List.of("NOWAIT", "SKIP LOCKED")) {
      note(seen, word, text.contains(word));
    }
    for (Isolation isolation : Isolation.values()) {
      note(seen, isolation.name(), program.isolation() == isolation);
    }
    note(
        seen,
        "autocommit",
        any(run, event -> event.kind() == Kind.STATEMENT && !event.inTransaction()));
    note(seen, "a subquery", text.contains("NOT EXISTS"));
    note(seen, "a row that is absent", text.contains("k = 3"));
    note(seen, "a savepoint rolled back to", text.contains("ROLLBACK TO"));
    note(
        seen,
        "an advisory lock waited for",
        any(run, event -> event.phase() == Phase.START && event.sql().contains("advisory")));
    note(
        seen,
        "a COMMIT that waits",
        any(run, event -> event.phase() == Phase.START && event.kind() == Kind.COMMIT));
    note(seen, "three lanes waiting at once", mostWaiting(run) >= 3);
    note(seen, "a branch on what was read", program.toString().contains("IfEmpty"));
    note(
        seen,
        "a block tried again",
        program.lanes().stream().anyMatch(lane -> lane.getFirst() instanceof Op.Retried)
            && run.events().stream()
                .filter(event -> event.kind() == Kind.BEGIN)
                .anyMatch(event -> begins(run, event) > 1));
    for (String code : List.of("23503", "23505", "40001", "40P01", "55P03")) {
      note(
          seen, "error " + code, any(run, event -> event.error().filter(code::equals).isPresent()));
    }
  }

  private static long begins(Run run, Event begin) {
    return run.events().stream()
        .filter(event -> event.kind() == Kind.BEGIN && event.sameConnection(begin))
        .count();
  }

  private static boolean any(Run run, java.util.function.Predicate<Event> what) {
    return run.events().stream().anyMatch(what);
  }

  private static int mostWaiting(Run run) {
    int waiting = 0;
    int most = 0;
    for (Event event : run.events()) {
      switch (event.phase()) {
        case START -> waiting++;
        case GRANT -> waiting--;
        case WHOLE -> {}
      }
      most = Math.max(most, waiting);
    }
    return most;
  }

  private static void note(Map<String, Integer> seen, String what, boolean happened) {
    seen.merge(what, happened ? 1 : 0, Integer::sum);
  }
}
