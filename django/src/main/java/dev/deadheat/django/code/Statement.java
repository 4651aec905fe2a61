package dev.deadheat.django.code;

import java.util.List;
import java.util.Optional;

/// A statement, reduced: `elif` and `match` are nested [Branch]es, `async` forms are their plain
/// forms, `pass`, `global` and type aliases are gone.
public sealed interface Statement {

  /// Where it stands.
  Place place();

  /// `a = b = value`; an annotated one has its annotation; `a += b` has `augmented` set and the
  /// whole `a + b` as its value.
  record Assign(
      List<Expression> targets,
      Expression value,
      Optional<Expression> annotation,
      boolean augmented,
      Place place)
      implements Statement {}

  /// An annotation without a value.
  record Declare(Expression target, Expression annotation, Place place) implements Statement {}

  /// An expression for its effect; also the test of an `assert`.
  record Evaluate(Expression expression, Place place) implements Statement {}

  /// `return`.
  record Return(Optional<Expression> value, Place place) implements Statement {}

  /// `raise`.
  record Raise(Optional<Expression> exception, Place place) implements Statement {}

  /// `if`.
  record Branch(Expression test, List<Statement> then, List<Statement> otherwise, Place place)
      implements Statement {}

  /// `while`.
  record While(Expression test, List<Statement> body, List<Statement> otherwise, Place place)
      implements Statement {}

  /// `for`.
  record For(
      Expression target,
      Expression source,
      List<Statement> body,
      List<Statement> otherwise,
      Place place)
      implements Statement {}

  /// `with`.
  record With(List<Item> items, List<Statement> body, Place place) implements Statement {}

  /// One context manager of a `with`.
  record Item(Expression context, Optional<Expression> target) {}

  /// `try`.
  record Try(
      List<Statement> body,
      List<Handler> handlers,
      List<Statement> otherwise,
      List<Statement> last,
      Place place)
      implements Statement {}

  /// `except type as name`.
  record Handler(
      Optional<Expression> type, Optional<String> name, List<Statement> body, Place place) {}

  /// `break` or `continue`.
  record Jump(boolean leaves, Place place) implements Statement {}

  /// `del`.
  record Delete(List<Expression> targets, Place place) implements Statement {}

  /// `import module as name`, one for each alias. Without `as`, `import a.b` binds `a`.
  record Import(String module, Optional<String> name, Place place) implements Statement {}

  /// `from module import symbol as name`, one for each alias; `level` counts the leading dots.
  record ImportFrom(int level, String module, String symbol, String name, Place place)
      implements Statement {}

  /// `def`; `place` runs from the first decorator, `headLine` is the line of `def`.
  record Function(
      String name,
      List<Parameter> parameters,
      List<Expression> decorators,
      Optional<Expression> returns,
      List<Statement> body,
      int headLine,
      Place place)
      implements Statement {}

  /// `class`.
  record ClassDef(
      String name,
      List<Expression> bases,
      List<Expression> decorators,
      List<Statement> body,
      int headLine,
      Place place)
      implements Statement {}
}
