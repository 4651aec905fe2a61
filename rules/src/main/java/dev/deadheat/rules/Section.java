package dev.deadheat.rules;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import java.util.List;
import java.util.Optional;

/// A critical section: from a read to the write that relies on it.
///
/// @param read where the data is read; empty where the finding is about one place only
/// @param write where it is written
/// @param place the write, or the call that leads to it, in the innermost function that holds both:
///   a lock belongs there
record Section(Optional<Site> read, Site write, Site place) {

  /// A section that is one statement.
  static Section at(Site site) {
    return new Section(Optional.empty(), site, site);
  }

  /// From a read to a write of one flow.
  static Section of(Read read, Write write) {
    return of(read.site(), read.via(), write.site(), write.via());
  }

  /// From one locking read to a later one.
  static Section of(Read first, Read second) {
    return of(first.site(), first.via(), second.site(), second.via());
  }

  /// From a write to a later one that belongs to it.
  static Section of(Write first, Read second) {
    return of(first.site(), first.via(), second.site(), second.via());
  }

  /// Through how many calls a read and a write lie apart, from the innermost function that leads to
  /// both.
  static int calls(Read read, Write write) {
    return read.via().size() + write.via().size() - 2 * common(read.via(), write.via());
  }

  private static int common(List<Site> one, List<Site> other) {
    int common = 0;
    while (common < Math.min(one.size(), other.size())
        && one.get(common).equals(other.get(common))) {
      common++;
    }
    return common;
  }

  static Section of(Site read, List<Site> readVia, Site write, List<Site> writeVia) {
    int common = common(readVia, writeVia);
    Site end = project(write, writeVia);
    return new Section(
        Optional.of(project(read, readVia)), end, place(write, writeVia, common).orElse(end));
  }

  /// Whether one thing stands before another in the innermost function that holds both.
  static boolean isBefore(Site first, List<Site> firstVia, Site second, List<Site> secondVia) {
    int common = common(firstVia, secondVia);
    Site one = common < firstVia.size() ? firstVia.get(common) : first;
    Site other = common < secondVia.size() ? secondVia.get(common) : second;
    return one.function().equals(other.function()) && one.place().start() < other.place().start();
  }

  private static Optional<Site> place(Site write, List<Site> via, int common) {
    Site wanted = common < via.size() ? via.get(common) : write;
    if (!wanted.module().library()) {
      return Optional.of(wanted);
    }
    // A library holds both: whoever called it can hold a lock around the call.
    return via.stream().filter(site -> !site.module().library()).findFirst();
  }

  /// The innermost place that is in the project: a library sketch is no place to send a reader to.
  private static Site project(Site site, List<Site> via) {
    if (!site.module().library()) {
      return site;
    }
    for (Site each : via.reversed()) {
      if (!each.module().library()) {
        return each;
      }
    }
    return site;
  }
}
