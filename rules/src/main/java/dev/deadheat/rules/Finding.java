package dev.deadheat.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A race, for a person: where it is read and written, who gets there, what goes wrong, and the
/// cure in words.
///
/// @param path relative to the project, with `/`
/// @param line the line that a reader should open first, from 1: the write, or the call that leads
///   to it from the innermost function that holds the read too
/// @param endLine the last line of that statement
/// @param function the qualified name of the function there
/// @param model the model, or the name of what is shared
/// @param fields the columns that matter, sorted
/// @param read where the data is read
/// @param write where it is written
/// @param entryPoints who gets there; at most a few
/// @param story what two users do, a line each
/// @param cure what to do about it
/// @param fingerprint stays the same when lines move
/// @param parts the findings that this one stands for, the widest first; empty for a finding of its
///   own
public record Finding(
    RuleId rule,
    String message,
    Severity severity,
    Confidence confidence,
    String path,
    int line,
    int endLine,
    String function,
    String model,
    List<String> fields,
    Optional<Spot> read,
    Optional<Spot> write,
    List<Entry> entryPoints,
    List<String> story,
    String cure,
    String fingerprint,
    List<Finding> parts) {
  public Finding {
    fields = List.copyOf(fields);
    entryPoints = List.copyOf(entryPoints);
    story = List.copyOf(story);
    parts = List.copyOf(parts);
  }

  /// The same finding under another fingerprint.
  public Finding withFingerprint(String other) {
    return with(severity, entryPoints, story, other);
  }

  /// The same finding, held to be as bad as that.
  public Finding withSeverity(Severity other) {
    return with(other, entryPoints, story, fingerprint);
  }

  /// The same, with other entry points.
  Finding reachedBy(List<Entry> entries) {
    return with(severity, entries, story, fingerprint);
  }

  /// The same, with one more line at the end of its story.
  Finding adding(String line) {
    var longer = new ArrayList<>(story);
    longer.add(line);
    return with(severity, entryPoints, longer, fingerprint);
  }

  private Finding with(Severity grave, List<Entry> entries, List<String> lines, String print) {
    return new Finding(
        rule,
        message,
        grave,
        confidence,
        path,
        line,
        endLine,
        function,
        model,
        fields,
        read,
        write,
        entries,
        lines,
        cure,
        print,
        parts);
  }

  /// A line of a file.
  public record Spot(String path, int line) {}

  /// Someone who gets there.
  ///
  /// @param kind `view`, `task`, ...
  public record Entry(String kind, String name, String path, int line) {}
}
