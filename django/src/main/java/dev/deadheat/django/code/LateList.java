package dev.deadheat.django.code;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Supplier;

/// A list that is made when somebody looks into it.
///
/// Safe for use by many threads: two may make it, and both make the same.
final class LateList<T> extends AbstractList<T> {
  private final Supplier<List<T>> make;
  private volatile List<T> made = List.of();
  private volatile boolean isMade;

  LateList(Supplier<List<T>> make) {
    this.make = make;
  }

  private List<T> made() {
    if (!isMade) {
      synchronized (this) {
        if (!isMade) {
          made = make.get();
          isMade = true;
        }
      }
    }
    return made;
  }

  @Override
  public T get(int index) {
    return made().get(index);
  }

  @Override
  public int size() {
    return made().size();
  }
}
