package dev.deadheat.rules;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.entry.EntryPoint;
import dev.deadheat.django.project.FunctionFacts;
import java.util.List;
import java.util.regex.Pattern;

/// What is started by `manage.py`.
final class Commands {
  /// Names of what moves old rows to where new code looks for them, or fills or mends an
  /// installation.
  private static final Pattern ONCE =
      Pattern.compile(
          "(^|_)fix|migrat|backfill|populate|convert|refactor|upgrade|one_?time|legacy"
              + "|demo|initial_?data|(^|_)install|bootstrap|(^|_)restore|(^|_)defaults?(_|$)");

  /// Folders and commands that make up data to develop with.
  private static final Pattern MADE_UP =
      Pattern.compile(
          "(^|[_/.])((seed|demo|dummy|fake)(_?(data|db|database))?|sample_?data)([_/.]|$)");

  private Commands() {}

  /// Whether entry points are commands only, which a person or a timer starts.
  static boolean are(List<EntryPoint> entries) {
    return !entries.isEmpty()
        && entries.stream()
            .allMatch(entry ->
                entry.kind() == EntryPoint.Kind.COMMAND && !isHandedInput(entry.function()));
  }

  /// Whether entry points are commands only that are run once, by their names.
  static boolean areRunOnce(List<EntryPoint> entries) {
    return are(entries)
        && entries.stream()
            .allMatch(entry -> ONCE.matcher(entry.name()).find() || isMadeUp(entry.function()));
  }

  /// Whether a function stands where data to develop with is made up.
  static boolean isMadeUp(FunctionFacts function) {
    return MADE_UP.matcher(function.module().path()).find();
  }

  /// Whether another program starts it for each thing that comes, as a mail server does.
  private static boolean isHandedInput(FunctionFacts command) {
    return Parts.any(
        command.node().body(),
        each ->
            each instanceof Expression.Attribute attribute
                && attribute.attribute().equals("stdin"));
  }
}
