package dev.deadheat.prove;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What was seen of a project that boots.
///
/// @param facts what it said of itself: `driver` to `psycopg 3.2.3`, `settings` to `shop.settings`
/// @param notes what is not as in production
public record Look(SequencedMap<String, String> facts, List<String> notes) {
  public Look {
    facts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(facts));
    notes = List.copyOf(notes);
  }
}
