package dev.deadheat.django.code;

import java.util.List;
import java.util.Optional;

/// An expression, reduced: what the analysis has no use for is an [Opaque] that keeps its parts, so
/// that no call inside it is lost.
public sealed interface Expression {

  /// Where it stands.
  Place place();

  /// A variable.
  record Name(String id, Place place) implements Expression {}

  /// `value.attribute`.
  record Attribute(Expression value, String attribute, Place place) implements Expression {}

  /// A call; `*args` stand among the arguments as [Spread], `**kwargs` among the keywords nameless.
  record Call(Expression function, List<Expression> arguments, List<Keyword> keywords, Place place)
      implements Expression {

    /// The value given for a keyword, if it is given by name.
    public Optional<Expression> keyword(String name) {
      for (Keyword keyword : keywords) {
        if (keyword.name().isPresent() && keyword.name().get().equals(name)) {
          return Optional.of(keyword.value());
        }
      }
      return Optional.empty();
    }
  }

  /// A keyword argument; nameless for `**value`.
  record Keyword(Optional<String> name, Expression value) {}

  /// A constant: `text` is the value of a string, or the source of a number.
  record Literal(Kind kind, String text, Place place) implements Expression {
    /// What kind of constant.
    public enum Kind {
      TEXT,
      NUMBER,
      TRUE,
      FALSE,
      NONE,
      OTHER
    }
  }

  /// `a < b == c`: one operator fewer than operands; operators as Python writes them.
  record Compare(List<String> operators, List<Expression> operands, Place place)
      implements Expression {}

  /// `a and b and c`, or `or`.
  record Logic(boolean and, List<Expression> operands, Place place) implements Expression {}

  /// `not a`.
  record Not(Expression operand, Place place) implements Expression {}

  /// `a + b`; operators as Python writes them.
  record Arithmetic(String operator, Expression left, Expression right, Place place)
      implements Expression {}

  /// `value[key]`.
  record Index(Expression value, Expression key, Place place) implements Expression {}

  /// `start:stop:step` inside an index; those given.
  record Slice(List<Expression> parts, Place place) implements Expression {}

  /// A list, tuple or set display.
  record Display(boolean tuple, List<Expression> elements, Place place) implements Expression {}

  /// A dict display; a nameless `**value` has no key.
  record Mapping(List<Entry> entries, Place place) implements Expression {}

  /// One entry of a dict display.
  record Entry(Optional<Expression> key, Expression value) {}

  /// A list, set, dict or generator comprehension; a dict has key and value as results.
  record Comprehension(List<Expression> results, List<Clause> clauses, Place place)
      implements Expression {}

  /// `for target in source if condition ...`.
  record Clause(Expression target, Expression source, List<Expression> conditions) {}

  /// `lambda parameters: body`.
  record Lambda(List<Parameter> parameters, Expression body, Place place) implements Expression {}

  /// `then if test else otherwise`.
  record Conditional(Expression test, Expression then, Expression otherwise, Place place)
      implements Expression {}

  /// `name := value`.
  record Bind(String name, Expression value, Place place) implements Expression {}

  /// `*value`.
  record Spread(Expression value, Place place) implements Expression {}

  /// `yield value`, also `yield from`.
  record Yield(Optional<Expression> value, Place place) implements Expression {}

  /// Anything else, with its parts in order.
  record Opaque(List<Expression> parts, Place place) implements Expression {}
}
