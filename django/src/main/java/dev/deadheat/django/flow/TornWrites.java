package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import java.util.List;

/// Notes what is left behind where a conditional statement that changed nothing ends the function.
final class TornWrites {
  private final Interpreter interpreter;

  TornWrites(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /// An exception leaves under these tests.
  ///
  /// @param committed what was written before without a transaction
  void raised(Iterable<Guard> guards, List<Write> committed, Place place) {
    for (Guard guard : guards) {
      if (guard.source().aspect() == Source.Aspect.CHANGED
          && guard.polarity() == Guard.Polarity.ABSENT) {
        note(guard, committed, place);
      }
    }
  }

  private void note(Guard failed, List<Write> committed, Place place) {
    Read refused = failed.source().read();
    boolean undone = committed.stream().anyMatch(write -> write.guards().contains(failed));
    if (undone) {
      return;
    }
    for (Write write : committed) {
      if (!write.site().equals(refused.site()) && belongs(write, refused)) {
        interpreter.record.torn.add(new Torn(write, refused, interpreter.site(place)));
        return;
      }
    }
  }

  /// Whether the two are parts of one thing: they change the same table, or the first was done on
  /// the strength of a look at what the second changes.
  private static boolean belongs(Write write, Read refused) {
    return write.table().equals(refused.table())
        || write.guards().stream()
            .anyMatch(guard -> guard.source().read().table().equals(refused.table()));
  }
}
