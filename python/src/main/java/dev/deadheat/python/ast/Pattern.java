package dev.deadheat.python.ast;

import java.util.List;
import java.util.Optional;

/// A pattern of a `case`. The records are those of Python's `ast`, fields in its order.
public sealed interface Pattern extends Node {

  record MatchValue(Expression value, int start, int end) implements Pattern {}

  /// `None`, `True` or `False`.
  record MatchSingleton(Literal value, int start, int end) implements Pattern {}

  record MatchSequence(List<Pattern> patterns, int start, int end) implements Pattern {
    public MatchSequence {
      patterns = List.copyOf(patterns);
    }
  }

  /// As many keys as patterns; `rest` is the name after `**`.
  record MatchMapping(
      List<Expression> keys, List<Pattern> patterns, Optional<String> rest, int start, int end)
      implements Pattern {
    public MatchMapping {
      keys = List.copyOf(keys);
      patterns = List.copyOf(patterns);
    }
  }

  /// As many attribute names as keyword patterns.
  record MatchClass(
      Expression cls,
      List<Pattern> patterns,
      List<String> kwdAttrs,
      List<Pattern> kwdPatterns,
      int start,
      int end)
      implements Pattern {
    public MatchClass {
      patterns = List.copyOf(patterns);
      kwdAttrs = List.copyOf(kwdAttrs);
      kwdPatterns = List.copyOf(kwdPatterns);
    }
  }

  /// `*name`; without a name it is `*_`.
  record MatchStar(Optional<String> name, int start, int end) implements Pattern {}

  /// `pattern as name`, a name alone, or neither: the wildcard `_`.
  record MatchAs(Optional<Pattern> pattern, Optional<String> name, int start, int end)
      implements Pattern {}

  record MatchOr(List<Pattern> patterns, int start, int end) implements Pattern {
    public MatchOr {
      patterns = List.copyOf(patterns);
    }
  }
}
