package dev.deadheat.rules;

import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.flow.Site;
import java.util.ArrayList;
import java.util.List;

/// What may have run when something else does: what stands before it, or in the same loop, and not
/// on the other side of a test.
final class ProgramOrder {
  private ProgramOrder() {}

  /// Whether one thing may have run before another, in the innermost function that leads to both;
  /// if there is none, it may.
  static boolean mayPrecede(List<Site> one, List<Site> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      Site here = one.get(i);
      Site there = other.get(i);
      if (!here.equals(there)) {
        return !here.function().equals(there.function())
            || mayPrecede(here.function().node().body(), here.place(), there.place());
      }
    }
    return true;
  }

  /// The calls that lead to a place, outermost first, and the place.
  static List<Site> way(List<Site> via, Site site) {
    var out = new ArrayList<>(via);
    out.add(site);
    return out;
  }

  /// Whether what stands at one place of these statements may have run before the other.
  static boolean mayPrecede(List<Statement> body, Place one, Place other) {
    for (Statement statement : body) {
      boolean first = holds(statement.place(), one);
      boolean second = holds(statement.place(), other);
      if (first && second) {
        return within(statement, one, other);
      }
      if (first || second) {
        return first;
      }
    }
    return true;
  }

  /// Whether what stands at a place is only defined by these statements, in a function that stands
  /// among them: it runs when that is called.
  static boolean isDefined(List<Statement> body, Place place) {
    return body.stream()
        .filter(statement -> holds(statement.place(), place))
        .anyMatch(statement ->
            statement instanceof Statement.Function
                || Parts.blocks(statement).stream().anyMatch(block -> isDefined(block, place)));
  }

  private static boolean within(Statement statement, Place one, Place other) {
    return switch (statement) {
      case Statement.For _, Statement.While _ -> true;
      case Statement.Branch branch -> {
        boolean then = stands(branch.then(), one);
        boolean otherwise = stands(branch.otherwise(), one);
        if ((then && stands(branch.otherwise(), other))
            || (otherwise && stands(branch.then(), other))) {
          yield false;
        }
        yield inBlocks(statement, one, other);
      }
      case Statement.With _, Statement.Try _, Statement.Function _ ->
          inBlocks(statement, one, other);
      // What a call is given is made before it.
      case Statement simple -> one.end() <= other.end();
    };
  }

  private static boolean inBlocks(Statement statement, Place one, Place other) {
    for (List<Statement> block : Parts.blocks(statement)) {
      boolean first = stands(block, one);
      boolean second = stands(block, other);
      if (first && second) {
        return mayPrecede(block, one, other);
      }
    }
    return one.start() <= other.start();
  }

  private static boolean stands(List<Statement> block, Place place) {
    return block.stream().anyMatch(statement -> holds(statement.place(), place));
  }

  private static boolean holds(Place outer, Place inner) {
    return outer.start() <= inner.start() && inner.end() <= outer.end();
  }
}
