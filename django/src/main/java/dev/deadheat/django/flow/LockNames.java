package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.project.FunctionFacts;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What calls a lock by its name: the last resort, for code outside the project.
final class LockNames {
  private static final Pattern NAME =
      Pattern.compile("(?:^|.*_)(?:\\w*locks?|locked|mutex|semaphore)(?:_.*)?$");
  private static final Set<String> NOT = Set.of("block", "blocks", "unlock", "clock", "is_locked");

  private final Set<String> told;

  /// @param told the names that the project itself says are locks
  LockNames(Set<String> told) {
    this.told = told;
  }

  /// Whether the project itself says that this takes a lock.
  boolean told(Expression expression) {
    return !told.isEmpty() && told.contains(FunctionFacts.lastName(expression));
  }

  static boolean names(String name) {
    String snake = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    if (NOT.contains(snake) || snake.contains("unlock") || snake.contains("block")) {
      return false;
    }
    return NAME.matcher(snake).matches();
  }

  /// A lock in this process, or one that all processes share: by the words of the expression.
  static Lock.Kind kind(Expression expression) {
    String text = words(expression).toLowerCase(Locale.ROOT);
    if (text.contains("threading") || text.contains("asyncio") || text.contains("rlock")) {
      return Lock.Kind.PROCESS;
    }
    // What a model's manager locks, it locks in the database.
    boolean managed = text.contains(".objects.");
    if (managed || text.contains("advisory") || text.contains("pglock") || text.contains("table")) {
      return Lock.Kind.DATABASE;
    }
    return Lock.Kind.CACHE;
  }

  private static String words(Expression expression) {
    return switch (expression) {
      case Expression.Call call -> words(call.function());
      case Expression.Attribute attribute -> words(attribute.value()) + "." + attribute.attribute();
      case Expression other -> FunctionFacts.lastName(other);
    };
  }
}
