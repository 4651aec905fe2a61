package dev.deadheat.app.check;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.Nearest;
import dev.deadheat.app.UsageException;
import dev.deadheat.app.settings.RuleWords;
import dev.deadheat.fix.cure.Preference;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// The command line of `deadheat check`.
///
/// @param paths what to report on
/// @param format how to print
/// @param statistics whether to count by rule instead of printing findings
/// @param outputFile where to print instead of the terminal
/// @param all whether to show what has low confidence
/// @param exitZero whether findings leave the exit code at 0
/// @param select rules, instead of the settings'
/// @param ignore rules, besides the settings'
/// @param baseline the file of known findings
/// @param writeBaseline whether to write it instead of comparing with it
/// @param since the git revision against which lines count as changed
/// @param proofs the file of what scenarios showed
/// @param config the settings' file instead of the nearest `pyproject.toml`
/// @param fix whether findings are to be cured, or their cures shown
/// @param unsafe whether unsafe cures are applied too
/// @param preference which cures come first
/// @param noCache whether to leave alone what earlier checks have left
/// @param cacheFolder where that is, instead of `.deadheat/cache` in the project
record CheckOptions(
    List<String> paths,
    OutputFormat format,
    boolean statistics,
    Optional<String> outputFile,
    boolean all,
    boolean exitZero,
    Set<String> select,
    Set<String> ignore,
    Optional<String> baseline,
    boolean writeBaseline,
    Optional<String> since,
    Optional<String> proofs,
    Optional<String> config,
    Fix fix,
    boolean unsafe,
    Optional<Preference> preference,
    boolean noCache,
    Optional<String> cacheFolder) {

  /// What to do about cures.
  enum Fix {
    NO,
    SHOW,
    APPLY
  }

  static final Arguments ARGUMENTS =
      new Arguments(
          "check [OPTIONS] [PATH...]",
          """
          Finds races in the Django code below PATH (default: this folder) without running or
          importing it. The whole project that PATH stands in is read; what is reported lies below
          PATH.
          """,
          new Options()
              .addOption(
                  Arguments.value("select", "RULES", "only these rules: DH101, DH2, lost-update"))
              .addOption(Arguments.value("ignore", "RULES", "all rules but these"))
              .addOption(Arguments.flag("all", "also show findings of low confidence"))
              .addOption(Arguments.value("output-format", "FORMAT", OutputFormat.names()))
              .addOption(Arguments.value("output-file", "FILE", "write there instead of here"))
              .addOption(Arguments.flag("statistics", "count findings by rule"))
              .addOption(
                  Arguments.value(
                      "baseline", "FILE", "report only findings that FILE does not list"))
              .addOption(
                  Arguments.flag(
                      "write-baseline", "write today's findings into the file of --baseline"))
              .addOption(
                  Arguments.value(
                      "since",
                      "REVISION",
                      "only findings whose read or write was changed since a git revision"))
              .addOption(
                  Arguments.value(
                      "proofs",
                      "FILE",
                      "rank by what `deadheat prove` showed, as it wrote it to"
                          + " .deadheat/proofs.json"))
              .addOption(
                  Arguments.value(
                      "config", "FILE", "settings (default: the nearest pyproject.toml)"))
              .addOption(
                  Arguments.flag(
                      "diff", "show the cures of each finding, also as json; change nothing"))
              .addOption(Arguments.flag("fix", "write the safe cures into the code"))
              .addOption(Arguments.flag("unsafe-fixes", "with --fix: the unsafe ones too"))
              .addOption(
                  Arguments.value(
                      "prefer", "SORT", "cures to put first: lock, conditional, expression"))
              .addOption(Arguments.flag("no-cache", "read and analyse everything again"))
              .addOption(
                  Arguments.value(
                      "cache-dir", "DIR", "keep the cache there (default: .deadheat/cache)"))
              .addOption(Arguments.flag("exit-zero", "exit with 0 also if something was found")));

  static CheckOptions of(CommandLine line) throws UsageException {
    if (line.hasOption("write-baseline") && !line.hasOption("baseline")) {
      throw new UsageException("--write-baseline needs --baseline FILE to write to");
    }
    if (line.hasOption("write-baseline") && line.hasOption("since")) {
      throw new UsageException("--write-baseline lists all findings; leave --since out");
    }
    List<String> paths = line.getArgList();
    return new CheckOptions(
        paths.isEmpty() ? List.of(".") : List.copyOf(paths),
        format(Optional.ofNullable(line.getOptionValue("output-format")).orElse("full")),
        line.hasOption("statistics"),
        Optional.ofNullable(line.getOptionValue("output-file")),
        line.hasOption("all"),
        line.hasOption("exit-zero"),
        rules(line, "select"),
        rules(line, "ignore"),
        Optional.ofNullable(line.getOptionValue("baseline")),
        line.hasOption("write-baseline"),
        Optional.ofNullable(line.getOptionValue("since")),
        Optional.ofNullable(line.getOptionValue("proofs")),
        Optional.ofNullable(line.getOptionValue("config")),
        fix(line),
        line.hasOption("unsafe-fixes"),
        preference(line),
        line.hasOption("no-cache"),
        Optional.ofNullable(line.getOptionValue("cache-dir")));
  }

  private static Fix fix(CommandLine line) throws UsageException {
    if (line.hasOption("diff")) {
      return Fix.SHOW;
    }
    for (String option : new String[] {"unsafe-fixes", "prefer"}) {
      if (line.hasOption(option) && !line.hasOption("fix")) {
        throw new UsageException("--" + option + " says how to fix: add --fix or --diff");
      }
    }
    return line.hasOption("fix") ? Fix.APPLY : Fix.NO;
  }

  private static Optional<Preference> preference(CommandLine line) throws UsageException {
    String word = line.getOptionValue("prefer");
    if (word == null) {
      return Optional.empty();
    }
    Optional<Preference> known = Preference.of(word);
    if (known.isEmpty()) {
      throw new UsageException(
          "--prefer must be lock, conditional or expression, not '" + word + "'");
    }
    return known;
  }

  private static OutputFormat format(String word) throws UsageException {
    for (OutputFormat each : OutputFormat.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    List<String> known = Arrays.stream(OutputFormat.values()).map(OutputFormat::word).toList();
    throw new UsageException(
        "--output-format "
            + word
            + " is unknown"
            + Nearest.of(word, known).map(near -> "; did you mean " + near + "?").orElse("")
            + " (known: "
            + String.join(", ", known)
            + ")");
  }

  private static Set<String> rules(CommandLine line, String option) throws UsageException {
    String[] values = line.getOptionValues(option);
    if (values == null) {
      return Set.of();
    }
    var words = new HashSet<String>();
    Stream.of(values)
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(word -> word.strip().toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
    Optional<String> complaint = RuleWords.complaint(words);
    if (complaint.isPresent()) {
      throw new UsageException("--" + option + ": " + complaint.get());
    }
    return words;
  }
}
