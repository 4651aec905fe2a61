package dev.deadheat.app.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/// The command line of `deadheat check`.
///
/// @param paths what to check; the first is, or stands in, the project
/// @param format how to print
/// @param all whether to show what has low confidence
/// @param exitZero whether findings leave the exit code at 0
/// @param select codes or names; empty for all
/// @param ignore codes or names
record CheckOptions(
    List<String> paths,
    Format format,
    boolean all,
    boolean exitZero,
    Set<String> select,
    Set<String> ignore) {
  enum Format {
    FULL,
    CONCISE,
    JSON
  }

  static CheckOptions parse(List<String> args) throws ParseException {
    var options = new Options();
    options.addOption(Option.builder().longOpt("output-format").hasArg().get());
    options.addOption(Option.builder().longOpt("select").hasArg().get());
    options.addOption(Option.builder().longOpt("ignore").hasArg().get());
    options.addOption(Option.builder().longOpt("all").get());
    options.addOption(Option.builder().longOpt("exit-zero").get());
    CommandLine line = new DefaultParser().parse(options, args.toArray(new String[0]));
    List<String> paths = line.getArgList();
    return new CheckOptions(
        paths.isEmpty() ? List.of(".") : List.copyOf(paths),
        format(Optional.ofNullable(line.getOptionValue("output-format")).orElse("full")),
        line.hasOption("all"),
        line.hasOption("exit-zero"),
        words(line.getOptionValues("select")),
        words(line.getOptionValues("ignore")));
  }

  private static Format format(String word) throws ParseException {
    return switch (word) {
      case "full" -> Format.FULL;
      case "concise" -> Format.CONCISE;
      case "json" -> Format.JSON;
      default ->
          throw new ParseException(
              "--output-format must be full, concise or json, not '" + word + "'");
    };
  }

  private static Set<String> words(String @org.jspecify.annotations.Nullable [] values) {
    var out = new TreeSet<String>();
    if (values != null) {
      for (String value : values) {
        for (String word : value.split(",", -1)) {
          if (!word.isBlank()) {
            out.add(word.strip().toLowerCase(Locale.ROOT));
          }
        }
      }
    }
    return out;
  }

  /// Whether a rule is asked for; `DH1` means every code that begins so.
  boolean wants(String code, String name) {
    return (select.isEmpty() || names(select, code, name)) && !names(ignore, code, name);
  }

  private static boolean names(Set<String> words, String code, String name) {
    for (String word : words) {
      if (code.toLowerCase(Locale.ROOT).startsWith(word) || name.equals(word)) {
        return true;
      }
    }
    return false;
  }
}
