package dev.deadheat.prove.explore;

import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.oracle.Oracle;
import dev.deadheat.prove.oracle.Oracle.Judgement;
import dev.deadheat.prove.verdict.Waiting;
import dev.deadheat.search.Exploration.Progress;
import java.util.List;
import java.util.Optional;

/// What an exploration found, before it is put into words.
public sealed interface Findings {
  /// The lone requests did not answer as declared.
  ///
  /// @param why one line per lane
  record NotAsDeclared(List<String> why) implements Findings {}

  /// A serial order itself could not be run, or does not repeat.
  record NoOracle(String why) implements Findings {}

  /// No lane touched what another one did.
  record NeverMet(Oracle oracle, Played example, Progress progress) implements Findings {}

  /// A schedule breaks it.
  ///
  /// @param played the simplest such run
  /// @param judgement what is wrong with it
  /// @param repeats how often the same schedule gave the same outcome
  /// @param attempts of how many tries
  record Broken(
      Oracle oracle,
      Played played,
      Judgement judgement,
      int repeats,
      int attempts,
      Progress progress)
      implements Findings {}

  /// Nothing differs, though a dependency cycle is there.
  ///
  /// @param waiting who waited
  record Latent(Oracle oracle, Played played, Progress progress, Waiting waiting)
      implements Findings {}

  /// Nothing differs, nothing cycles, nothing is left.
  ///
  /// @param waiting who waited
  record Clean(Oracle oracle, Played example, Progress progress, Waiting waiting)
      implements Findings {}

  /// The search did not finish, or a run could not be trusted.
  ///
  /// @param why what stopped it
  /// @param suspect a run whose outcome differed but did not repeat, if there was one
  record Inconclusive(
      Optional<Oracle> oracle, String why, Optional<Played> suspect, Progress progress)
      implements Findings {}
}
