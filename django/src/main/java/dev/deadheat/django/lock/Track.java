package dev.deadheat.django.lock;

import dev.deadheat.django.code.Place;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// What is known on one path through a function.
///
/// @param locks those that were taken, or tried in vain, by the text that names them
/// @param facts how tests came out, by their text
record Track(Map<String, Held> locks, Map<String, Boolean> facts) {
  static final Track START = new Track(Map.of(), Map.of());

  Optional<Held> lock(String key) {
    return Optional.ofNullable(locks.get(key));
  }

  Track with(String key, Held held) {
    var all = new TreeMap<>(locks);
    all.put(key, held);
    return new Track(all, facts);
  }

  Track without(String key) {
    var all = new TreeMap<>(locks);
    all.remove(key);
    return new Track(all, facts);
  }

  Track each(UnaryOperator<Held> change) {
    if (locks.isEmpty()) {
      return this;
    }
    var all = new TreeMap<>(locks);
    all.replaceAll((_, held) -> change.apply(held));
    return new Track(all, facts);
  }

  /// A lock that was taken at a place was released.
  Track released(Place taken) {
    return knowing(releasedAt(taken), true);
  }

  boolean hasReleased(Place taken) {
    return facts.containsKey(releasedAt(taken));
  }

  private static String releasedAt(Place taken) {
    return "(released) " + taken.start();
  }

  /// Without the locks that were tried in vain.
  Track withoutLost() {
    var all = new TreeMap<>(locks);
    all.values().removeIf(held -> !held.got());
    return new Track(all, facts);
  }

  Track knowing(String fact, boolean truth) {
    var all = new TreeMap<>(facts);
    all.put(fact, truth);
    return new Track(locks, all);
  }

  /// A variable has another value: what was known of it, and of tests that mention it, is gone.
  Track forgetting(String variable) {
    var all = new TreeMap<>(facts);
    all.keySet().removeIf(fact -> fact.equals(variable) || mentions(fact, variable));
    return new Track(locks, all);
  }

  private static boolean mentions(String fact, String variable) {
    int at = fact.indexOf(variable);
    while (at >= 0) {
      int end = at + variable.length();
      boolean starts = at == 0 || !Character.isJavaIdentifierPart(fact.charAt(at - 1));
      boolean ends = end == fact.length() || !Character.isJavaIdentifierPart(fact.charAt(end));
      if (starts && ends) {
        return true;
      }
      at = fact.indexOf(variable, at + 1);
    }
    return false;
  }
}
