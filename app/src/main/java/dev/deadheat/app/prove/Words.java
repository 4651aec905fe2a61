package dev.deadheat.app.prove;

import dev.deadheat.app.UsageException;
import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.scenario.Isolation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;

/// Reads the values of options.
final class Words {
  private static final Pattern BUDGET = Pattern.compile("(\\d{1,9})(s|m|min|runs)?");

  private Words() {}

  /// Whether every isolation level is to be tried.
  static boolean allLevels(CommandLine line) {
    return line.getOptionValue("isolation", "").strip().equalsIgnoreCase("all");
  }

  static Isolation isolation(String text) throws UsageException {
    String word = text.toLowerCase(Locale.ROOT).replace('-', ' ').replace('_', ' ').strip();
    for (Isolation level : Isolation.values()) {
      if (level.sql().equals(word)) {
        return level;
      }
    }
    throw new UsageException(
        "--isolation takes %s or all, not %s"
            .formatted(
                Arrays.stream(Isolation.values())
                    .map(level -> "\"" + level.sql() + "\"")
                    .collect(Collectors.joining(", ")),
                text));
  }

  /// `90s`, `5min` or `200runs`.
  static Budget budget(String text) throws UsageException {
    Matcher matcher = BUDGET.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UsageException("--budget takes a time or a number of runs: 90s, 5min, 200runs");
    }
    long number = Long.parseLong(matcher.group(1));
    Budget usual = Budget.usual();
    return switch (matcher.group(2)) {
      case "runs" -> new Budget(Duration.ofDays(1), number);
      case "m", "min" -> new Budget(Duration.ofMinutes(number), Long.MAX_VALUE);
      case null, default ->
          new Budget(Duration.ofSeconds(number), Math.max(usual.runs(), 1_000_000));
    };
  }

  /// The values of an option that may come more than once.
  static List<String> all(CommandLine line, String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }
}
