package dev.deadheat.django.code;

import dev.deadheat.python.ast.Pattern;
import java.util.ArrayList;
import java.util.List;

/// The names that a `case` pattern binds.
final class Patterns {
  private Patterns() {}

  static List<String> names(Pattern pattern) {
    var out = new ArrayList<String>();
    collect(pattern, out);
    return out;
  }

  private static void collect(Pattern pattern, List<String> out) {
    switch (pattern) {
      case Pattern.MatchSequence sequence -> sequence.patterns().forEach(p -> collect(p, out));
      case Pattern.MatchMapping mapping -> {
        mapping.patterns().forEach(p -> collect(p, out));
        mapping.rest().ifPresent(out::add);
      }
      case Pattern.MatchClass type -> {
        type.patterns().forEach(p -> collect(p, out));
        type.kwdPatterns().forEach(p -> collect(p, out));
      }
      case Pattern.MatchStar star -> star.name().ifPresent(out::add);
      case Pattern.MatchAs as -> {
        as.pattern().ifPresent(p -> collect(p, out));
        as.name().ifPresent(out::add);
      }
      case Pattern.MatchOr or -> or.patterns().forEach(p -> collect(p, out));
      case Pattern.MatchValue _, Pattern.MatchSingleton _ -> {}
    }
  }
}
