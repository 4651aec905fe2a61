package dev.deadheat.prove.scenario;

import dev.deadheat.search.Lane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads a `[[scenario]]`; what it does not say is taken from the top of the file.
final class ScenarioSection {
  private static final List<String> KEYS =
      List.of(
          "name",
          "start",
          "user",
          "request",
          "tasks",
          "invariant",
          "order",
          "isolation",
          "budget",
          "allow_hosts");
  private static final int MOST_LANES = 26;

  private final Path folder;
  private final boolean django;
  private final List<StartRows> startOfAll;
  private final Optional<String> userOfAll;
  private final Optional<Scenario.Tasks> tasksOfAll;
  private final Optional<Isolation> isolationOfAll;
  private final Budget budgetOfAll;
  private final List<String> hostsOfAll;

  /// @param top the file's own keys, which hold for every scenario
  /// @param django whether the service is a Django project
  ScenarioSection(Path folder, Section top, boolean django) {
    this.folder = folder;
    this.django = django;
    this.startOfAll = start(top);
    this.userOfAll = user(top);
    this.tasksOfAll = tasks(top);
    this.isolationOfAll = isolation(top);
    this.budgetOfAll = budget(top);
    this.hostsOfAll = top.strings("allow_hosts");
  }

  /// Empty if it has no name; other mistakes are noted and the rest is read.
  Optional<Scenario> read(Section section) {
    section.allowOnly(KEYS);
    int problemsBefore = section.problems();
    var requests = new ArrayList<Request>();
    var requestSection = new RequestSection(django, user(section).or(() -> userOfAll));
    for (Section request : section.sections("request", "[[scenario.request]]")) {
      requests.addAll(requestSection.read(request));
    }
    // With a request that could not be read, the number of lanes is not what the user meant.
    // One request may meet a task that it hands over itself.
    int fewest = django ? 1 : 2;
    if (requests.size() < fewest && section.problems() == problemsBefore) {
      section.problem(
          requests.isEmpty()
              ? "this scenario has no request; expected [[scenario.request]], twice or with copies"
                  + " = 2"
              : "one request meets nobody; expected another [[scenario.request]] or copies = 2");
    }
    if (requests.size() > MOST_LANES) {
      section.problem(requests.size() + " requests are too many; expected at most " + MOST_LANES);
      return Optional.empty();
    }
    Optional<String> name = section.string("name").filter(text -> !text.isBlank());
    boolean wrongType = section.has("name") && !(section.value("name") instanceof String);
    if (name.isEmpty() && !wrongType) {
      section.problem("this scenario has no name; expected name = \"...\"");
    }
    var scenario =
        new Scenario(
            name.orElse(""),
            section.line(),
            section.has("start") ? start(section) : startOfAll,
            requests,
            tasks(section).or(() -> tasksOfAll).orElse(Scenario.Tasks.SERVED),
            section.string("invariant"),
            order(section, requests.size()),
            isolation(section).or(() -> isolationOfAll),
            section.has("budget") ? budget(section) : budgetOfAll,
            section.has("allow_hosts") ? section.strings("allow_hosts") : hostsOfAll);
    return name.map(_ -> scenario);
  }

  private Optional<String> user(Section section) {
    if (section.has("user") && !django) {
      section.problem(
          "user", "only Django users can be logged in; expected a header that names the user");
    }
    return section.string("user");
  }

  private List<StartRows> start(Section section) {
    var rows = new ArrayList<StartRows>();
    for (Section.Word word : section.words("start")) {
      String text = word.text();
      int colon = text.indexOf(':');
      if (text.endsWith(".sql")) {
        Path path = folder.resolve(text);
        if (!Files.isRegularFile(path)) {
          section.problemAt(word.at(), "there is no file " + path);
        }
        rows.add(new StartRows.SqlFile(path));
      } else if (!django) {
        section.problemAt(
            word.at(),
            "\"" + text + "\" needs Django; expected files that end in .sql, for a \"command\"");
      } else if (colon >= 0) {
        if (!text.matches("[\\w.]+:[\\w.]+")) {
          section.problemAt(
              word.at(), "\"" + text + "\" is no function; expected \"module:function\"");
        }
        rows.add(new StartRows.PythonFunction(text.substring(0, colon), text.substring(colon + 1)));
      } else {
        rows.add(new StartRows.Fixture(text));
      }
    }
    return rows;
  }

  private static List<Lane> order(Section section, int lanes) {
    var order = new ArrayList<Lane>();
    List<Section.Word> letters = section.words("order");
    for (Section.Word letter : letters) {
      int index = letter.text().length() == 1 ? letter.text().charAt(0) - 'A' : -1;
      if (index < 0 || index >= lanes) {
        String known =
            lanes == 0 ? "none, as there is no request" : "A to " + new Lane(lanes - 1).label();
        section.problemAt(
            letter.at(), "there is no lane \"" + letter.text() + "\"; the lanes are " + known);
        return List.of();
      }
      order.add(new Lane(index));
    }
    boolean allOnce = order.stream().distinct().count() == lanes && order.size() == lanes;
    if (!letters.isEmpty() && !allOnce) {
      section.problem("order", "\"order\" must name each of the " + lanes + " lanes once");
      return List.of();
    }
    return order;
  }

  private static Optional<Scenario.Tasks> tasks(Section section) {
    Optional<String> text = section.string("tasks");
    Optional<Scenario.Tasks> tasks =
        text.flatMap(word ->
            Arrays.stream(Scenario.Tasks.values())
                .filter(value -> value.name().equalsIgnoreCase(word))
                .findFirst());
    if (text.isPresent() && tasks.isEmpty()) {
      section.problem(
          "tasks", "\"tasks\" is \"" + text.get() + "\"; expected \"served\" or \"noted\"");
    }
    return tasks;
  }

  private static Optional<Isolation> isolation(Section section) {
    Optional<String> text = section.string("isolation");
    Optional<Isolation> level =
        text.map(written -> written.toLowerCase(Locale.ROOT).replace('_', ' '))
            .flatMap(word ->
                Arrays.stream(Isolation.values())
                    .filter(value -> value.sql().equals(word))
                    .findFirst());
    if (text.isPresent() && level.isEmpty()) {
      String known =
          Arrays.stream(Isolation.values())
              .map(value -> "\"" + value.sql() + "\"")
              .collect(Collectors.joining(", "));
      section.problem(
          "isolation", "\"" + text.get() + "\" is no isolation level; expected one of " + known);
    }
    return level;
  }

  private static Budget budget(Section section) {
    Optional<Section> budget = section.section("budget", "\"budget\"");
    budget.ifPresent(inner -> inner.allowOnly(List.of("seconds", "schedules")));
    return budget
        .map(inner ->
            new Budget(inner.count("seconds").map(Duration::ofSeconds), inner.count("schedules")))
        .orElse(Budget.UNSAID);
  }
}
