package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What the project's settings modules say that matters for races.
///
/// @param atomicRequests whether every request runs in a transaction
/// @param userModel the label of the model of people who log in
/// @param runs whether the project says what is installed in it or where its routes are; what does
///   not is an application that other projects install, and only they know who reaches it
public record ProjectSettings(boolean atomicRequests, Optional<String> userModel, boolean runs) {
  private static final String OPT_OUT = "non_atomic_requests";

  /// Reads the settings modules: those that set `DATABASES`, `INSTALLED_APPS`, `ROOT_URLCONF` or
  /// `AUTH_USER_MODEL`, or are named for settings.
  public static ProjectSettings of(Collection<PythonModule> modules) {
    boolean atomic = false;
    boolean database = false;
    boolean optedOut = false;
    boolean runs = false;
    Optional<String> user = Optional.empty();
    for (PythonModule module : modules) {
      optedOut |= optsOut(module);
      boolean settings =
          module.binding("DATABASES").isPresent()
              || module.binding("INSTALLED_APPS").isPresent()
              || module.binding("ROOT_URLCONF").isPresent()
              || module.binding("AUTH_USER_MODEL").isPresent()
              || module.parts().contains("settings");
      if (!settings || module.library() || module.isTest()) {
        continue;
      }
      atomic |= atomic(module.body());
      runs |=
          module.binding("INSTALLED_APPS").isPresent()
              || module.binding("ROOT_URLCONF").isPresent();
      database |= module.binding("DATABASES").isPresent();
      if (module.binding("AUTH_USER_MODEL").isPresent()
          && module.binding("AUTH_USER_MODEL").get() instanceof Binding.OfValue(Expression value)
          && value instanceof Expression.Literal literal) {
        user = Optional.of(literal.text());
      }
    }
    // A view that is taken out of the transactions around requests tells that they are on, where
    // the file that says so is not in the project.
    return new ProjectSettings(atomic || (optedOut && !database), user, runs);
  }

  private static boolean optsOut(PythonModule module) {
    if (module.isTest()) {
      return false;
    }
    for (Binding binding : module.bindings().values()) {
      switch (binding) {
        case Binding.OfFunction(FunctionFacts function) -> {
          if (isOptedOut(function)) {
            return true;
          }
        }
        case Binding.OfClass(ClassFacts definition) -> {
          if (definition.methods().values().stream().anyMatch(ProjectSettings::isOptedOut)) {
            return true;
          }
        }
        case Binding.Imported _, Binding.OfValue _ -> {}
      }
    }
    return false;
  }

  private static boolean isOptedOut(FunctionFacts function) {
    for (Expression decorator : function.node().decorators()) {
      boolean inside =
          decorator instanceof Expression.Call call
              && !call.arguments().isEmpty()
              && FunctionFacts.lastName(call.arguments().getFirst()).equals(OPT_OUT);
      if (inside || FunctionFacts.lastName(decorator).equals(OPT_OUT)) {
        return true;
      }
    }
    return false;
  }

  private static boolean atomic(List<Statement> body) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Assign assign -> {
          if (mentions(assign.value(), 0)) {
            return true;
          }
          for (Expression target : assign.targets()) {
            if (target instanceof Expression.Index index
                && isKey(index.key())
                && isTrue(assign.value())) {
              return true;
            }
          }
        }
        case Statement.Branch branch -> {
          if (atomic(branch.then()) || atomic(branch.otherwise())) {
            return true;
          }
        }
        case Statement other -> {}
      }
    }
    return false;
  }

  private static boolean mentions(Expression value, int depth) {
    if (depth > 6) {
      return false;
    }
    return switch (value) {
      case Expression.Mapping mapping -> {
        for (Expression.Entry entry : mapping.entries()) {
          if ((entry.key().isPresent() && isKey(entry.key().get()) && isTrue(entry.value()))
              || mentions(entry.value(), depth + 1)) {
            yield true;
          }
        }
        yield false;
      }
      case Expression.Call call -> {
        for (Expression.Keyword keyword : call.keywords()) {
          if (keyword.name().filter("ATOMIC_REQUESTS"::equals).isPresent()
              && isTrue(keyword.value())) {
            yield true;
          }
        }
        yield call.arguments().stream().anyMatch(a -> mentions(a, depth + 1));
      }
      case Expression other -> false;
    };
  }

  private static boolean isKey(Expression key) {
    return key instanceof Expression.Literal literal && literal.text().equals("ATOMIC_REQUESTS");
  }

  private static boolean isTrue(Expression value) {
    return value instanceof Expression.Literal literal
        && literal.kind() == Expression.Literal.Kind.TRUE;
  }
}
