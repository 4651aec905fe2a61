package dev.deadheat.report.terminal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// What the terminal can show.
///
/// @param width cells in a line, 60 to 200
/// @param colour whether ANSI colours may be used
/// @param unicode whether more than US-ASCII may be used
public record TerminalLook(int width, boolean colour, boolean unicode) {
  private static final int USUAL_WIDTH = 80;
  private static final int LEAST_WIDTH = 60;
  private static final int MOST_WIDTH = 200;

  public TerminalLook {
    if (width < LEAST_WIDTH || width > MOST_WIDTH) {
      throw new IllegalArgumentException("terminal width out of range 60..200: " + width);
    }
  }

  /// What the environment asks for. Colours: never with a non-empty `NO_COLOR` or `TERM=dumb`,
  /// always with `FORCE_COLOR` or `CLICOLOR_FORCE`, else on a terminal. Unicode: where the locale
  /// (`LC_ALL`, `LC_CTYPE`, `LANG`: the first that is not empty) says UTF-8 and the terminal is not
  /// dumb.
  ///
  /// @param terminal whether the output is a terminal
  /// @param columns the terminal's width if known; `COLUMNS` or 80 stand in, and a width out of
  ///   range becomes the nearest in it
  public static TerminalLook of(
      Map<String, String> environment, boolean terminal, OptionalInt columns) {
    var dumb = "dumb".equals(environment.get("TERM"));
    return new TerminalLook(
        Math.clamp(columns.orElseGet(() -> columnsOf(environment)), LEAST_WIDTH, MOST_WIDTH),
        colours(environment, terminal, dumb),
        !dumb && speaksUtf8(environment));
  }

  private static boolean colours(Map<String, String> environment, boolean terminal, boolean dumb) {
    if (isSet(environment, "NO_COLOR")) {
      return false;
    }
    if (isSet(environment, "FORCE_COLOR") || isSet(environment, "CLICOLOR_FORCE")) {
      return true;
    }
    return terminal && !dumb;
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(name, "");
    return !value.isEmpty() && !(value.equals("0") && !name.equals("NO_COLOR"));
  }

  private static boolean speaksUtf8(Map<String, String> environment) {
    for (var name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      var value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        var locale = value.toUpperCase(Locale.ROOT);
        return locale.contains("UTF-8") || locale.contains("UTF8");
      }
    }
    return false;
  }

  private static int columnsOf(Map<String, String> environment) {
    try {
      return Integer.parseInt(environment.getOrDefault("COLUMNS", "").strip());
    } catch (NumberFormatException notANumber) {
      return USUAL_WIDTH;
    }
  }
}
