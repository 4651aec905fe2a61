package dev.deadheat.python.ast;

import java.util.Optional;

/// An expression. The records are those of Python's `ast`, fields in its order. (Its `List` and
/// `Set` are here too, which is why this file spells out `java.util.List`.)
public sealed interface Expression extends Node {

  /// `a and b and c`, `a or b`: two values or more.
  record BoolOp(BoolOperator op, java.util.List<Expression> values, int start, int end)
      implements Expression {
    public BoolOp {
      values = java.util.List.copyOf(values);
    }
  }

  /// `target := value`; the target is a [Name].
  record NamedExpr(Expression target, Expression value, int start, int end) implements Expression {}

  record BinOp(Expression left, Operator op, Expression right, int start, int end)
      implements Expression {}

  record UnaryOp(UnaryOperator op, Expression operand, int start, int end) implements Expression {}

  record Lambda(Arguments args, Expression body, int start, int end) implements Expression {}

  /// `body if test else orelse`.
  record IfExp(Expression test, Expression body, Expression orelse, int start, int end)
      implements Expression {}

  /// As many keys as values; an absent key is `**value`.
  record Dict(
      java.util.List<Optional<Expression>> keys,
      java.util.List<Expression> values,
      int start,
      int end)
      implements Expression {
    public Dict {
      keys = java.util.List.copyOf(keys);
      values = java.util.List.copyOf(values);
    }
  }

  record Set(java.util.List<Expression> elts, int start, int end) implements Expression {
    public Set {
      elts = java.util.List.copyOf(elts);
    }
  }

  record ListComp(Expression elt, java.util.List<Comprehension> generators, int start, int end)
      implements Expression {
    public ListComp {
      generators = java.util.List.copyOf(generators);
    }
  }

  record SetComp(Expression elt, java.util.List<Comprehension> generators, int start, int end)
      implements Expression {
    public SetComp {
      generators = java.util.List.copyOf(generators);
    }
  }

  record DictComp(
      Expression key,
      Expression value,
      java.util.List<Comprehension> generators,
      int start,
      int end)
      implements Expression {
    public DictComp {
      generators = java.util.List.copyOf(generators);
    }
  }

  record GeneratorExp(Expression elt, java.util.List<Comprehension> generators, int start, int end)
      implements Expression {
    public GeneratorExp {
      generators = java.util.List.copyOf(generators);
    }
  }

  record Await(Expression value, int start, int end) implements Expression {}

  record Yield(Optional<Expression> value, int start, int end) implements Expression {}

  record YieldFrom(Expression value, int start, int end) implements Expression {}

  /// `left op comparator op comparator`: as many operators as comparators, one or more.
  record Compare(
      Expression left,
      java.util.List<CmpOperator> ops,
      java.util.List<Expression> comparators,
      int start,
      int end)
      implements Expression {
    public Compare {
      ops = java.util.List.copyOf(ops);
      comparators = java.util.List.copyOf(comparators);
    }
  }

  record Call(
      Expression func,
      java.util.List<Expression> args,
      java.util.List<Keyword> keywords,
      int start,
      int end)
      implements Expression {
    public Call {
      args = java.util.List.copyOf(args);
      keywords = java.util.List.copyOf(keywords);
    }
  }

  /// A replacement field of an f-string; the format is a [JoinedStr].
  record FormattedValue(
      Expression value, Conversion conversion, Optional<Expression> formatSpec, int start, int end)
      implements Expression {}

  /// A replacement field of a t-string; `str` is the text of its expression.
  record Interpolation(
      Expression value,
      String str,
      Conversion conversion,
      Optional<Expression> formatSpec,
      int start,
      int end)
      implements Expression {}

  /// An f-string, or several strings beside each other of which one is: its values are each a
  /// [Constant] or a [FormattedValue].
  record JoinedStr(java.util.List<Expression> values, int start, int end) implements Expression {
    public JoinedStr {
      values = java.util.List.copyOf(values);
    }
  }

  /// A t-string: its values are each a [Constant] or an [Interpolation].
  record TemplateStr(java.util.List<Expression> values, int start, int end) implements Expression {
    public TemplateStr {
      values = java.util.List.copyOf(values);
    }
  }

  /// A literal; strings beside each other are one.
  record Constant(Literal value, int start, int end) implements Expression {
    /// The text, if this is a string (not bytes).
    public Optional<String> string() {
      return value instanceof Literal.Str str ? Optional.of(str.value()) : Optional.empty();
    }
  }

  record Attribute(Expression value, String attr, ExprContext ctx, int start, int end)
      implements Expression {}

  record Subscript(Expression value, Expression slice, ExprContext ctx, int start, int end)
      implements Expression {}

  record Starred(Expression value, ExprContext ctx, int start, int end) implements Expression {}

  record Name(String id, ExprContext ctx, int start, int end) implements Expression {}

  record List(java.util.List<Expression> elts, ExprContext ctx, int start, int end)
      implements Expression {
    public List {
      elts = java.util.List.copyOf(elts);
    }
  }

  record Tuple(java.util.List<Expression> elts, ExprContext ctx, int start, int end)
      implements Expression {
    public Tuple {
      elts = java.util.List.copyOf(elts);
    }
  }

  /// `lower:upper:step`, only as the slice of a [Subscript] or in a [Tuple] that is one.
  record Slice(
      Optional<Expression> lower,
      Optional<Expression> upper,
      Optional<Expression> step,
      int start,
      int end)
      implements Expression {}
}
