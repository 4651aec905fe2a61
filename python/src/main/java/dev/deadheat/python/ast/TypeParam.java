package dev.deadheat.python.ast;

import java.util.Optional;

/// A type parameter of a class, function or type alias (PEP 695, defaults from PEP 696).
public sealed interface TypeParam extends Node {
  String name();

  /// What stands after its `=`; `default_value` in Python's `ast`.
  Optional<Expression> defaultValue();

  record TypeVar(
      String name,
      Optional<Expression> bound,
      Optional<Expression> defaultValue,
      int start,
      int end)
      implements TypeParam {}

  /// `**name`.
  record ParamSpec(String name, Optional<Expression> defaultValue, int start, int end)
      implements TypeParam {}

  /// `*name`.
  record TypeVarTuple(String name, Optional<Expression> defaultValue, int start, int end)
      implements TypeParam {}
}
