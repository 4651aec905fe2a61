package dev.deadheat.app.prove;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.UsageException;
import dev.deadheat.fix.cure.Preference;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// What the command line says about cures.
///
/// @param write whether the recommended cure is written into the project
/// @param preference which cures are tried first
/// @param replay a recorded schedule to cure, instead of searching for one
record CureOptions(boolean write, Optional<Preference> preference, Optional<String> replay) {
  static void addTo(Options options) {
    options
        .addOption(
            Arguments.flag(
                "fix", "also try the cures of each race on a copy of the project, and prove them"))
        .addOption(
            Arguments.flag(
                "write", "with --fix: write the cure that is recommended into the project"))
        .addOption(
            Arguments.value(
                "prefer", "CURE", "with --fix: try lock, conditional or expression first"))
        .addOption(
            Arguments.value(
                "replay", "FILE", "with --fix: cure the order that this replay file recorded"));
  }

  /// Empty without `--fix`.
  static Optional<CureOptions> of(CommandLine line) throws UsageException {
    if (!line.hasOption("fix")) {
      for (String needs : new String[] {"write", "prefer", "replay"}) {
        if (line.hasOption(needs)) {
          throw new UsageException("--" + needs + " goes with --fix");
        }
      }
      return Optional.empty();
    }
    Optional<String> prefer = Optional.ofNullable(line.getOptionValue("prefer"));
    Optional<Preference> preference = prefer.flatMap(Preference::of);
    if (prefer.isPresent() && preference.isEmpty()) {
      throw new UsageException("--prefer is lock, conditional or expression, not " + prefer.get());
    }
    return Optional.of(
        new CureOptions(
            line.hasOption("write"),
            preference,
            Optional.ofNullable(line.getOptionValue("replay"))));
  }
}
