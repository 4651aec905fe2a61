package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Names;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.django.project.Symbol;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Whose queue a task is put into.
final class Queues {
  private static final Set<String> KNOWN =
      Set.of(
          "arq",
          "background_task",
          "celery",
          "django_q",
          "django_rq",
          "django_tasks",
          "dramatiq",
          "huey",
          "kombu",
          "redis",
          "rq");

  private static final Set<String> TASKS = Set.of("task", "shared_task", "actor", "job", "db_task");

  private Queues() {}

  /// Whether a decorator that the project wrote makes a function a task, with no known queue behind
  /// it.
  static boolean isOwn(FunctionFacts task, Names names) {
    boolean own = false;
    for (Expression decorator : task.node().decorators()) {
      Expression named = decorator instanceof Expression.Call call ? call.function() : decorator;
      Optional<PythonModule> home =
          names.expression(task.module(), named).flatMap(symbol -> home(symbol));
      boolean known = home.isEmpty() || home.get().library() || imports(home.get());
      if (known && TASKS.contains(FunctionFacts.lastName(named))) {
        return false;
      }
      own |= !known;
    }
    return own;
  }

  private static Optional<PythonModule> home(Symbol symbol) {
    return switch (symbol) {
      case Symbol.OfClass(var definition) -> Optional.of(definition.module());
      case Symbol.OfFunction(var definition) -> Optional.of(definition.module());
      case Symbol other -> Optional.empty();
    };
  }

  private static boolean imports(PythonModule module) {
    return module.bindings().values().stream()
        .anyMatch(binding ->
            binding instanceof Binding.Imported imported
                && Arrays.stream(imported.module().split("\\.")).anyMatch(KNOWN::contains));
  }
}
