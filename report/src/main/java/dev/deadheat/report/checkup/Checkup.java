package dev.deadheat.report.checkup;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.deadheat.report.checkup.Check.State;
import dev.deadheat.report.terminal.TerminalLook;
import dev.deadheat.report.text.Printable;
import dev.deadheat.report.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Everything that was looked at, in order.
public record Checkup(List<Check> checks) {
  private static final int NAME_CELLS = 12;
  private static final int INDENT = NAME_CELLS + 5;

  public Checkup {
    checks = List.copyOf(checks);
  }

  /// Whether proofs can run.
  public boolean isReady() {
    return checks.stream().noneMatch(check -> check.state() == State.MISSING);
  }

  /// The JSON: `{"version":1,"ready":…,"checks":[{"name","state","found","remedy"}]}`, with a line
  /// feed at its end.
  public String json() {
    var all = new JsonArray();
    for (var check : checks) {
      var one = new JsonObject();
      one.addProperty("name", check.name());
      one.addProperty("state", check.state().name().toLowerCase(Locale.ROOT));
      one.addProperty("found", check.found());
      one.add(
          "remedy",
          check.remedy().isPresent() ? new JsonPrimitive(check.remedy().get()) : JsonNull.INSTANCE);
      all.add(one);
    }
    var out = new JsonObject();
    out.addProperty("version", 1);
    out.addProperty("ready", isReady());
    out.add("checks", all);
    return new GsonBuilder()
            .serializeNulls()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create()
            .toJson(out)
        + "\n";
  }

  /// The text for people: a line or a few for each, and what follows from all.
  public String text(TerminalLook look) {
    var lines = new ArrayList<String>();
    for (var check : checks) {
      add(check, look, lines);
    }
    var missing = checks.stream().filter(check -> check.state() == State.MISSING).count();
    lines.add("");
    lines.add(
        missing == 0
            ? "Ready: deadheat prove will run."
            : missing == 1
                ? "One thing is missing; see above for what to do."
                : missing + " things are missing; see above for what to do.");
    return String.join("\n", lines) + "\n";
  }

  private static void add(Check check, TerminalLook look, List<String> lines) {
    var name = check.name() + " ".repeat(Math.max(0, NAME_CELLS - check.name().length()));
    var head = "  " + sign(check.state(), look) + " " + paint(check.state(), name, look) + " ";
    var indent = " ".repeat(INDENT);
    for (var line : wrapped(check.found(), look)) {
      lines.add((lines.isEmpty() || !head.isEmpty() ? head : indent) + line);
      head = "";
    }
    if (check.remedy().isPresent()) {
      for (var line : wrapped(check.remedy().get(), look)) {
        lines.add(indent + line);
      }
    }
  }

  private static List<String> wrapped(String text, TerminalLook look) {
    var out = new ArrayList<String>();
    for (var line : text.split("\n", -1)) {
      var shown = look.unicode() ? Printable.of(line) : Printable.ascii(Printable.of(line));
      // Lines that are indented are commands or code: their ends belong to them.
      if (shown.startsWith(" ")) {
        out.add(shown);
      } else {
        out.addAll(Width.wrap(shown, look.width() - INDENT, Integer.MAX_VALUE, ""));
      }
    }
    return out;
  }

  private static String sign(State state, TerminalLook look) {
    var sign =
        switch (state) {
          case GOOD -> look.unicode() ? "✓" : "+";
          case DOUBT -> look.unicode() ? "△" : "?";
          case MISSING -> look.unicode() ? "✗" : "X";
        };
    return paint(state, sign, look);
  }

  private static String paint(State state, String text, TerminalLook look) {
    if (!look.colour()) {
      return text;
    }
    return switch (state) {
      case GOOD -> text;
      case DOUBT -> "\u001b[1;33m" + text + "\u001b[0m";
      case MISSING -> "\u001b[1;31m" + text + "\u001b[0m";
    };
  }
}
