package dev.deadheat.django.trace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Values that are made once, each with what was looked at to make it: who gets one later relies on
/// the same.
///
/// Safe for use by many threads; all of them see the same value for a key.
public final class Memo<K, V> {
  private final Map<K, Traced<V>> known = new ConcurrentHashMap<>();

  /// The value of a key.
  ///
  /// @param make makes it; may ask for other keys, not for this one
  public V get(K key, Supplier<V> make) {
    Traced<V> found = known.get(key);
    if (found == null) {
      Traced<V> made = Trace.of(make);
      Traced<V> first = known.putIfAbsent(key, made);
      found = first == null ? made : first;
    }
    Trace.saw(found.dependencies());
    return found.value();
  }
}
