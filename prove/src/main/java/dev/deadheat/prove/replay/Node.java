package dev.deadheat.prove.replay;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A place in a replay file, by name, so that a mistake can be told where it is.
///
/// @param file the file's name, for messages
/// @param place `expected.outcome`; empty for the whole file
record Node(String file, String place, JsonElement tree) {

  /// Reads one item of a list.
  interface Reader<T> {
    T read(Node item) throws ReplayException;
  }

  Node at(String key) throws ReplayException {
    return optional(key).orElseThrow(() -> wrong(name(key) + " is missing"));
  }

  /// The member of that name; empty if it is missing or null.
  Optional<Node> optional(String key) throws ReplayException {
    return Optional.ofNullable(object().get(key))
        .filter(member -> !member.isJsonNull())
        .map(member -> new Node(file, name(key), member));
  }

  String text(String key) throws ReplayException {
    return at(key).text();
  }

  Optional<String> optionalText(String key) throws ReplayException {
    var member = optional(key);
    return member.isPresent() ? Optional.of(member.get().text()) : Optional.empty();
  }

  String text() throws ReplayException {
    if (tree.isJsonPrimitive() && tree.getAsJsonPrimitive().isString()) {
      return tree.getAsString();
    }
    throw wrong(place + " must be a text, not " + shown());
  }

  int number(String key) throws ReplayException {
    var member = at(key);
    if (member.tree.isJsonPrimitive() && member.tree.getAsJsonPrimitive().isNumber()) {
      try {
        return member.tree.getAsBigDecimal().intValueExact();
      } catch (ArithmeticException | NumberFormatException notWhole) {
        throw wrong(member.place + " must be a whole number, not " + member.shown());
      }
    }
    throw wrong(member.place + " must be a whole number, not " + member.shown());
  }

  <T> List<T> list(String key, Reader<T> reader) throws ReplayException {
    var member = at(key);
    if (!(member.tree instanceof JsonArray array)) {
      throw wrong(member.place + " must be a list, not " + member.shown());
    }
    var out = new ArrayList<T>();
    for (var item : array) {
      out.add(reader.read(new Node(file, member.place + "[" + out.size() + "]", item)));
    }
    return out;
  }

  /// The constant that a word names: `corrupts_rows`.
  <E extends Enum<E>> E word(String key, Class<E> type) throws ReplayException {
    var word = text(key);
    var known = new ArrayList<String>();
    for (var constant : type.getEnumConstants()) {
      var name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(word)) {
        return constant;
      }
      known.add(name);
    }
    throw wrong(
        name(key) + " must be one of " + String.join(", ", known) + ", not \"" + word + "\"");
  }

  /// The members' names, in file order.
  Set<String> keys() throws ReplayException {
    return object().keySet();
  }

  ReplayException wrong(String what) {
    return new ReplayException(
        file + ": " + what + ". Mend it, or make a new file with `deadheat prove`.");
  }

  private String name(String key) {
    return place.isEmpty() ? key : place + "." + key;
  }

  private JsonObject object() throws ReplayException {
    if (tree instanceof JsonObject object) {
      return object;
    }
    throw wrong((place.isEmpty() ? "the file" : place) + " must be an object, not " + shown());
  }

  private String shown() {
    var text = tree.toString();
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
