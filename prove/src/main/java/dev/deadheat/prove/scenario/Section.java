package dev.deadheat.prove.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// A TOML table whose values are asked for by type; what is not as asked is noted as a problem and
/// then absent, so that reading goes on and all mistakes are found at once.
final class Section {
  private final Path file;
  private final TomlTable table;
  private final String what;
  private final TomlPosition start;
  private final List<Problem> problems;

  /// @param what the table for people: `[[scenario]]`
  /// @param start where it begins
  /// @param problems is added to
  Section(Path file, TomlTable table, String what, TomlPosition start, List<Problem> problems) {
    this.file = file;
    this.table = table;
    this.what = what;
    this.start = start;
    this.problems = problems;
  }

  /// Notes each key that is not among the known ones, with the nearest that is.
  void allowOnly(List<String> known) {
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        String hint =
            Nearest.of(key, known)
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse("expected one of " + String.join(", ", known));
        problem(key, "unknown key \"" + key + "\" in " + what + "; " + hint);
      }
    }
  }

  boolean has(String key) {
    return value(key) != null;
  }

  Optional<String> string(String key) {
    return of(key, String.class, "a string");
  }

  Optional<Long> integer(String key) {
    return of(key, Long.class, "an integer");
  }

  /// An integer of at least 1.
  Optional<Long> count(String key) {
    Optional<Long> number = integer(key);
    if (number.isPresent() && number.get() < 1) {
      problem(key, "\"" + key + "\" is " + number.get() + "; expected at least 1");
      return Optional.empty();
    }
    return number;
  }

  /// A list of strings, none of them empty.
  List<String> strings(String key) {
    return words(key).stream().map(Word::text).toList();
  }

  /// A list of strings, none of them empty, with their places.
  List<Word> words(String key) {
    var found = new ArrayList<Word>();
    for (Item item : items(key, "a list of strings")) {
      if (item.value() instanceof String text && !text.isEmpty()) {
        found.add(new Word(text, item.position()));
      } else {
        String but = item.value() instanceof String ? "empty" : typeName(item.value());
        problemAt(item.position(), "an item of \"" + key + "\" is " + but + "; expected a string");
      }
    }
    return found;
  }

  /// A string of a list.
  record Word(String text, TomlPosition at) {}

  /// Names and values; a number or a truth value counts as its text, a list as several fields.
  List<Request.Field> fields(String key) {
    var found = new ArrayList<Request.Field>();
    Optional<TomlTable> fields = of(key, TomlTable.class, "a table");
    if (fields.isEmpty()) {
      return found;
    }
    for (String name : fields.get().keySet()) {
      Object value = fields.get().get(List.of(name));
      List<Object> values = value instanceof TomlArray array ? array.toList() : listOf(value);
      for (Object one : values) {
        if (one instanceof TomlTable || one instanceof TomlArray) {
          problem(key, "\"" + key + "." + name + "\" is nested; expected a string or a number");
        } else {
          found.add(new Request.Field(name, String.valueOf(one)));
        }
      }
    }
    return found;
  }

  /// Names and strings.
  SequencedMap<String, String> texts(String key) {
    var found = new LinkedHashMap<String, String>();
    for (Request.Field field : fields(key)) {
      found.put(field.name(), field.value());
    }
    return found;
  }

  Optional<Section> section(String key, String name) {
    return of(key, TomlTable.class, "a table")
        .map(inner -> new Section(file, inner, name, position(key), problems));
  }

  /// An array of tables.
  List<Section> sections(String key, String name) {
    var found = new ArrayList<Section>();
    for (Item item : items(key, "an array of tables, each headed by " + name)) {
      if (item.value() instanceof TomlTable inner) {
        found.add(new Section(file, inner, name, item.position(), problems));
      } else {
        problemAt(
            item.position(),
            "an item of \"" + key + "\" is " + typeName(item.value()) + "; expected a table");
      }
    }
    return found;
  }

  /// The items of a list with their places; a list of another type of thing is a problem.
  List<Item> items(String key, String expected) {
    var found = new ArrayList<Item>();
    Optional<TomlArray> array = of(key, TomlArray.class, expected);
    if (array.isPresent()) {
      for (int i = 0; i < array.get().size(); i++) {
        @Nullable TomlPosition at = array.get().inputPositionOf(i);
        found.add(new Item(array.get().get(i), at == null ? position(key) : at));
      }
    }
    return found;
  }

  /// An item of a list.
  record Item(Object value, TomlPosition position) {}

  @Nullable Object value(String key) {
    return table.get(List.of(key));
  }

  /// How many problems the whole file has so far.
  int problems() {
    return problems.size();
  }

  /// Where it begins, from 1.
  int line() {
    return start.line();
  }

  void problem(String message) {
    problemAt(start, message);
  }

  void problem(String key, String message) {
    problemAt(position(key), message);
  }

  void problemAt(TomlPosition position, String message) {
    problems.add(new Problem(file, position.line(), position.column(), message));
  }

  static String typeName(Object value) {
    return switch (value) {
      case String _ -> "a string";
      case Long _ -> "an integer";
      case Double _ -> "a decimal number";
      case Boolean _ -> "true or false";
      case TomlArray _ -> "a list";
      case TomlTable _ -> "a table";
      default -> "a date or time";
    };
  }

  private <T> Optional<T> of(String key, Class<T> type, String expected) {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      problem(key, "\"" + key + "\" is " + typeName(value) + "; expected " + expected);
      return Optional.empty();
    }
    return Optional.of(type.cast(value));
  }

  private TomlPosition position(String key) {
    @Nullable TomlPosition position = table.inputPositionOf(List.of(key));
    return position == null ? start : position;
  }

  private static List<Object> listOf(@Nullable Object value) {
    return value == null ? List.of() : List.of(value);
  }
}
