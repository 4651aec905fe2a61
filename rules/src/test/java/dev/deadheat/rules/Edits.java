package dev.deadheat.rules;

import dev.deadheat.django.ProjectOptions;
import dev.deadheat.testkit.Choices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Changes a project as people do, at random places.
final class Edits {
  private static final Pattern DEFINITION =
      Pattern.compile("(?m)^( *)(?:async )?(?:def|class) (\\w+)");
  private static final Pattern FIELD = Pattern.compile("(?m)^    (\\w+) = models\\.");

  private final Choices choices;
  private final Map<String, String> files;
  private final List<String> done = new ArrayList<>();
  private ProjectOptions options = ProjectOptions.NONE;

  Edits(Choices choices, Map<String, String> files) {
    this.choices = choices;
    this.files = files;
  }

  Map<String, String> files() {
    return files;
  }

  ProjectOptions options() {
    return options;
  }

  List<String> done() {
    return done;
  }

  /// Makes one change, or none where it does not apply.
  void one() {
    String path = pick(List.copyOf(files.keySet()));
    String text = text(path);
    switch (choices.below(14)) {
      case 0 -> put("a line more", path, "# here\n" + text);
      case 1 -> rename("rename everywhere", DEFINITION, 2, path, List.copyOf(files.keySet()));
      case 2 -> rename("rename here", DEFINITION, 2, path, List.of(path));
      case 3 -> rename("rename a field", FIELD, 1, path, List.copyOf(files.keySet()));
      case 4 -> rename("rename a field here", FIELD, 1, path, List.of(path));
      case 5 -> definition(text).ifPresent(each -> put("remove", path, text.replace(each, "")));
      case 6 -> {
        String from = text(pick(List.copyOf(files.keySet())));
        definition(from).ifPresent(each -> put("add", path, text + "\n\n" + each.stripIndent()));
      }
      case 7 ->
          put(
              "lock",
              path,
              text.replaceFirst("objects\\.get\\(", "objects.select_for_update().get("));
      case 8 -> put("unlock", path, text.replace(".select_for_update()", ""));
      case 9 -> {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        lines.remove(choices.below(lines.size()));
        put("remove a line", path, String.join("\n", lines));
      }
      case 10 -> put("break", path, text + "\ndef broken(:\n  if\n");
      case 11 -> {
        files.remove(path);
        done.add("delete " + path);
      }
      case 12 -> {
        String folder = choices.bool() ? "copy/" : "";
        put("copy", folder + path.replace(".py", choices.bool() ? "2.py" : ".py"), text);
      }
      case 13 -> setting();
      default -> throw new AssertionError();
    }
    if (files.isEmpty()) {
      files.put("empty.py", "");
    }
  }

  private void setting() {
    switch (choices.below(3)) {
      case 0 -> {
        options = new ProjectOptions(Set.of("hold", "get"), Optional.empty());
        done.add("name locks");
      }
      case 1 -> put("atomic", "extra/settings.py", "ATOMIC_REQUESTS = True\n");
      case 2 -> put("user", "extra/settings.py", "AUTH_USER_MODEL = 'store.Product'\n");
      default -> throw new AssertionError();
    }
  }

  private void rename(String what, Pattern pattern, int group, String path, List<String> where) {
    Matcher names = pattern.matcher(text(path));
    var found = new ArrayList<String>();
    while (names.find()) {
      found.add(names.group(group));
    }
    if (!found.isEmpty()) {
      String old = pick(found);
      for (String each : where) {
        files.computeIfPresent(each, (_, text) -> text.replaceAll("\\b" + old + "\\b", old + "_x"));
      }
      done.add(what + " " + old + " of " + path);
    }
  }

  /// A function or class as it stands in a text.
  private Optional<String> definition(String text) {
    Matcher heads = DEFINITION.matcher(text);
    var found = new ArrayList<String>();
    while (heads.find()) {
      var lines = new StringBuilder();
      boolean first = true;
      for (String line : text.substring(heads.start()).split("(?<=\n)", -1)) {
        boolean inside = line.isBlank() || line.startsWith(heads.group(1) + " ");
        if (!first && !inside) {
          break;
        }
        lines.append(line);
        first = false;
      }
      found.add(lines.toString());
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(pick(found));
  }

  private void put(String what, String path, String text) {
    files.put(path, text);
    done.add(what + " " + path);
  }

  private String text(String path) {
    return files.getOrDefault(path, "");
  }

  private <T> T pick(List<T> all) {
    return all.get(choices.below(all.size()));
  }
}
