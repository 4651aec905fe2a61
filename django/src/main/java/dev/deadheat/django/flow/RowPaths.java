package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Variables and attributes that a function treats as rows, though their class is not known: it
/// assigns an attribute of them and saves them.
final class RowPaths {
  /// What is saved too, and has attributes that are no columns.
  private static final Pattern FORMS = Pattern.compile("(?i)(serializer|form|formset)$");

  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> saved = new LinkedHashSet<>();

  private RowPaths() {}

  static Set<String> of(FunctionFacts function) {
    var paths = new RowPaths();
    paths.block(function.node().body());
    paths.saved.retainAll(paths.changed);
    paths.saved.removeIf(path -> FORMS.matcher(path).find());
    return paths.saved;
  }

  private void block(List<Statement> body) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Assign assign -> {
          for (Expression target : assign.targets()) {
            if (target instanceof Expression.Attribute attribute) {
              Evaluator.path(attribute.value()).ifPresent(changed::add);
            }
          }
        }
        case Statement.Evaluate(Expression.Call call, var _) -> {
          if (call.function() instanceof Expression.Attribute method
              && method.attribute().equals("save")
              && call.arguments().isEmpty()) {
            Evaluator.path(method.value()).ifPresent(saved::add);
          }
        }
        case Statement.Branch branch -> {
          block(branch.then());
          block(branch.otherwise());
        }
        case Statement.For loop -> block(loop.body());
        case Statement.While loop -> block(loop.body());
        case Statement.With with -> block(with.body());
        case Statement.Try attempt -> {
          block(attempt.body());
          attempt.handlers().forEach(handler -> block(handler.body()));
          block(attempt.otherwise());
          block(attempt.last());
        }
        case Statement other -> {}
      }
    }
  }
}
