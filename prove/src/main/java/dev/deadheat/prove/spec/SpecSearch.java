package dev.deadheat.prove.spec;

import dev.deadheat.postgres.server.Server;
import dev.deadheat.prove.explore.Outcomes;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.oracle.Outcome;
import dev.deadheat.prove.spec.Spec.Session;
import dev.deadheat.prove.spec.Spec.Step;
import dev.deadheat.prove.stage.SqlProgram;
import dev.deadheat.prove.stage.SqlTheatre;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.SourceDpor;
import dev.deadheat.sql.Command;
import dev.deadheat.sql.Statements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Explores the orders of a spec's steps: all of them, and those that the reduced search chooses.
/// The outcomes are what all steps returned and all rows at the end.
///
/// The spec's own permutations, markers and teardown blocks are not used; a session that leaves a
/// transaction open is rolled back.
///
/// @param orders in how many orders isolationtester would run the steps
/// @param brute what all orders reach
/// @param reduced what the reduced search reaches
public record SpecSearch(int orders, Outcomes brute, Outcomes reduced) {
  /// Explores a spec.
  ///
  /// @param mostRuns of either search
  public static SpecSearch of(Server server, Spec spec, long mostRuns)
      throws StageException, InterruptedException {
    List<Lane> lanes = IntStream.range(0, spec.sessions().size()).mapToObj(Lane::new).toList();
    List<SqlProgram> programs = spec.sessions().stream().map(SpecSearch::program).toList();
    try (SqlTheatre theatre = SqlTheatre.open(server, spec.setups())) {
      Stage stage = theatre.play(programs, Lone.WHOLE);
      Dependence dependence = theatre.dependence(Isolation.READ_COMMITTED);
      Exhaustive all = Exhaustive.allOrders().overlapping(dependence.schema());
      Outcomes brute = Outcomes.of(stage, lanes, all, mostRuns);
      Outcomes reduced = Outcomes.of(stage, lanes, SourceDpor.under(dependence), mostRuns);
      return new SpecSearch(Interleavings.of(spec.sessions()).size(), brute, reduced);
    }
  }

  private static SqlProgram program(Session session) {
    List<String> texts = new ArrayList<>();
    session.setup().ifPresent(setup -> texts.addAll(apart(setup)));
    session.steps().stream().map(Step::sql).forEach(texts::add);
    return new SqlProgram(texts);
  }

  /// What follows a BEGIN in the same text can as well be sent by itself.
  private static List<String> apart(String setup) {
    List<String> texts = Statements.texts(setup);
    boolean begins =
        !texts.isEmpty()
            && Statements.parse(texts.getFirst()).command() instanceof Command.Begin
            && texts.stream()
                    .filter(text -> Statements.parse(text).command() instanceof Command.Begin)
                    .count()
                == 1;
    return begins ? texts : List.of(setup);
  }

  /// The outcomes that the reduced search missed, each with a schedule that reaches it.
  public Map<Outcome, Schedule> missed() {
    return without(brute, reduced);
  }

  /// The outcomes that only the reduced search reached: what it tried depends on chance.
  public Map<Outcome, Schedule> invented() {
    return without(reduced, brute);
  }

  private static Map<Outcome, Schedule> without(Outcomes some, Outcomes others) {
    Map<Outcome, Schedule> left = new LinkedHashMap<>(some.first());
    left.keySet().removeAll(others.first().keySet());
    return left;
  }

  /// Whether both searches came to their end and reached the same.
  public boolean agrees() {
    return brute.progress().complete()
        && reduced.progress().complete()
        && brute.first().keySet().equals(reduced.first().keySet());
  }
}
