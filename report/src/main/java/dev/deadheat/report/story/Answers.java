package dev.deadheat.report.story;

import dev.deadheat.prove.verdict.OutcomeView.ResponseView;
import dev.deadheat.report.text.Printable;
import java.util.Optional;
import java.util.regex.Pattern;

/// Responses and values in a few words.
public final class Answers {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final int BODY_CHARS = 60;

  private Answers() {}

  /// `200 OK`: the status and the start of the body; a page of HTML is named by its kind only.
  public static String of(ResponseView response) {
    if (response.status() == 0) {
      return "no answer: the connection ended";
    }
    var body = Printable.flat(response.body());
    if (body.isEmpty()) {
      return String.valueOf(response.status());
    }
    if (body.regionMatches(true, 0, "<!doctype html", 0, 14)
        || body.regionMatches(true, 0, "<html", 0, 5)) {
      return response.status() + " (an HTML page)";
    }
    return response.status() + " " + shortened(body);
  }

  /// A value as a reader of SQL expects it: numbers plain, text in quotes, `NULL`.
  public static String value(Optional<String> value) {
    if (value.isEmpty()) {
      return "NULL";
    }
    var text = value.get();
    return NUMBER.matcher(text).matches() ? text : "'" + Printable.of(text) + "'";
  }

  private static String shortened(String body) {
    return body.codePointCount(0, body.length()) <= BODY_CHARS
        ? body
        : body.substring(0, body.offsetByCodePoints(0, BODY_CHARS - 1)).stripTrailing() + "…";
  }
}
