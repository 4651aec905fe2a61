package dev.deadheat.prove.explore;

import dev.deadheat.search.Exploration.Progress;

/// Is told how an exploration goes, to show it.
public interface Watcher {
  /// A new part of the work begins: `booting two workers`.
  void phase(String what);

  /// So many runs have been made.
  void progress(Progress progress);

  /// The project printed a line; called on other threads.
  void printed(String line);

  /// One that shows nothing.
  static Watcher silent() {
    return new Watcher() {
      @Override
      public void phase(String what) {}

      @Override
      public void progress(Progress progress) {}

      @Override
      public void printed(String line) {}
    };
  }
}
