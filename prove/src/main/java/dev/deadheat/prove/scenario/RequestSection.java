package dev.deadheat.prove.scenario;

import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/// Reads a `[[scenario.request]]`.
///
/// @param django whether the service is a Django project, so that users can be logged in
/// @param userOfAll who is logged in where a request names nobody
record RequestSection(boolean django, Optional<String> userOfAll) {
  private static final List<String> KEYS =
      List.of(
          "method", "path", "query", "form", "json", "body", "headers", "user", "expect", "copies");
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  /// Each is short for `method` and `path`: `post = "/buy/"`.
  private static final List<String> SHORT =
      METHODS.stream().map(method -> method.toLowerCase(Locale.ROOT)).toList();

  /// As many as there are copies; none if there is no usable path.
  List<Request> read(Section section) {
    section.allowOnly(Stream.concat(KEYS.stream(), SHORT.stream()).toList());
    if (section.has("user") && !django) {
      section.problem(
          "user", "only Django users can be logged in; expected a header that names the user");
    }
    List<String> shortly = SHORT.stream().filter(section::has).toList();
    String pathKey = shortly.isEmpty() ? "path" : shortly.getFirst();
    String method =
        shortly.isEmpty() ? method(section) : shortly.getFirst().toUpperCase(Locale.ROOT);
    if (!shortly.isEmpty()) {
      Stream.concat(shortly.stream().skip(1), Stream.of("method", "path"))
          .filter(section::has)
          .forEach(key ->
              section.problem(
                  key,
                  "\"%s\" names method and path already; leave \"%s\" out"
                      .formatted(pathKey, key)));
    }
    Optional<String> path = section.string(pathKey);
    if (path.isEmpty() && !section.has(pathKey)) {
      section.problem("this request has no path; expected get = \"/...\" or post = \"/...\"");
    }
    if (path.isPresent() && !path.get().matches("/[\\x21-\\x7e]*")) {
      section.problem(
          pathKey,
          "\"" + path.get() + "\" is no path; expected it to start with / and be percent-encoded");
    }
    long copies = section.count("copies").orElse(1L);
    var request =
        new Request(
            method,
            path.orElse("/"),
            section.fields("query"),
            body(section),
            section.texts("headers"),
            user(section),
            expectation(section));
    return Collections.nCopies((int) Math.min(copies, 27), request);
  }

  private static String method(Section section) {
    String method = section.string("method").orElse("GET").toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      section.problem(
          "method",
          "\"" + method + "\" is no method; expected one of " + String.join(", ", METHODS));
    }
    return method;
  }

  /// An empty name is nobody, where the scenario or the file names somebody.
  private Optional<String> user(Section section) {
    return (section.has("user") ? section.string("user") : userOfAll)
        .filter(name -> !name.isEmpty());
  }

  private static Request.Body body(Section section) {
    List<String> given = List.of("form", "json", "body").stream().filter(section::has).toList();
    if (given.size() > 1) {
      section.problem(
          given.getLast(), "a request has one body; expected only one of form, json, body");
    }
    if (section.has("form")) {
      return new Request.Body.Form(section.fields("form"));
    }
    Object json = section.value("json");
    if (json != null) {
      return new Request.Body.Json(
          switch (json) {
            case TomlTable table -> table.toJson();
            case TomlArray array -> array.toJson();
            default -> new Gson().toJson(json);
          });
    }
    return section
        .string("body")
        .<Request.Body>map(Request.Body.Raw::new)
        .orElseGet(Request.Body.None::new);
  }

  private static Expectation expectation(Section section) {
    Object value = section.value("expect");
    if (value == null) {
      return Expectation.SUCCESS;
    }
    List<Object> given = value instanceof TomlArray array ? array.toList() : List.of(value);
    var statuses = new ArrayList<Integer>();
    for (Object one : given) {
      if (one instanceof Long status && status >= 100 && status <= 599) {
        statuses.add(status.intValue());
      } else {
        section.problem(
            "expect",
            "\"expect\" holds " + one + "; expected an HTTP status, 100 to 599, or a list of them");
      }
    }
    return new Expectation(statuses);
  }
}
