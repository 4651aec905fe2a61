package dev.deadheat.fix.cure;

import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.PythonModule;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// How a project has code run after the commit: a function of its own where it has one, which knows
/// what to do in tests, else Django's.
final class CommitHook {
  private static final Pattern NAME = Pattern.compile("(run_|call_|do_)?(on|after)_(\\w+_)?commit");

  /// Files that import a function before it is the project's way.
  private static final int MANY = 3;

  private CommitHook() {}

  /// The name to call it by; its import is added if it is missing.
  static String of(Case each, Draft draft) {
    return imported(each, draft)
        .or(() -> usual(each, draft))
        .orElseGet(() -> draft.name("django.db", "transaction") + ".on_commit");
  }

  /// One that the file has.
  private static Optional<String> imported(Case each, Draft draft) {
    return ModelName.module(each, draft.document()).stream()
        .flatMap(module -> module.bindings().entrySet().stream())
        .filter(entry -> isHook(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// One that many files of the project import from the same place.
  private static Optional<String> usual(Case each, Draft draft) {
    var counts = new TreeMap<String, Integer>();
    for (PythonModule module : each.facts().modules()) {
      if (module.library() || module.isTest()) {
        continue;
      }
      for (Binding binding : module.bindings().values()) {
        if (binding instanceof Binding.Imported hook && isHook(hook) && hook.level() == 0) {
          counts.merge(hook.module() + ":" + hook.symbol().orElseThrow(), 1, Integer::sum);
        }
      }
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= MANY)
        .max(Map.Entry.comparingByValue())
        .map(entry -> entry.getKey().split(":", 2))
        .map(parts -> draft.name(parts[0], parts[1]));
  }

  private static boolean isHook(Binding binding) {
    return binding instanceof Binding.Imported hook
        && hook.symbol().filter(name -> NAME.matcher(name).matches()).isPresent()
        && !hook.module().startsWith("django.");
  }
}
