package dev.deadheat.app;

import java.util.List;

/// One word after `deadheat`.
public interface Command {
  /// The word.
  String name();

  /// What it does, in a line.
  String summary();

  /// Runs it.
  ///
  /// @param args what follows the word
  /// @throws UsageException if the arguments are not understood
  Exit run(List<String> args, Console console) throws UsageException;
}
