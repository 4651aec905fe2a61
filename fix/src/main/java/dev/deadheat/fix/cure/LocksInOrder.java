package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Table;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.LockPairs;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Lines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Locks the rows of two tables in the same order everywhere: the statement that takes the later
/// lock moves before the earlier one, wherever they are taken in one of the two orders. Both
/// findings of a crossing get the same cure.
final class LocksInOrder implements Cure {
  private static final String TITLE = "Take both locks in one order everywhere";
  private static final Set<String> WRITING =
      Set.of("save", "delete", "create", "update", "bulk_create", "bulk_update", "add", "remove");

  @Override
  public List<Candidate> offer(Case each) {
    List<LockPairs.Pair> pairs = each.facts().flows().stream().flatMap(LocksInOrder::own).toList();
    Optional<LockPairs.Pair> told =
        pairs.stream()
            .filter(pair ->
                isAt(each.finding().read(), pair.firstSite())
                    && isAt(each.finding().write(), pair.secondSite()))
            .findFirst();
    if (told.isEmpty()) {
      return List.of();
    }
    Turn here = turn(each, pairs, told.get().first(), told.get().second());
    Turn there = turn(each, pairs, told.get().second(), told.get().first());
    Turn chosen = here.isBetterThan(there) ? here : there;
    return List.of(
        chosen.no().isPresent()
            ? Candidate.refused(Kind.ORDER, TITLE, here.no().orElseThrow())
            : new Candidate(
                Kind.ORDER,
                TITLE,
                Applicability.UNSAFE,
                "a row of "
                    + chosen.second().name()
                    + " is locked before one of "
                    + chosen.first().name()
                    + " from now on, and a missing one is noticed earlier",
                chosen.patches()));
  }

  private static Stream<LockPairs.Pair> own(FunctionFlow flow) {
    return LockPairs.of(flow).stream()
        .filter(pair -> pair.secondSite().function().equals(flow.function()));
  }

  private static boolean isAt(Optional<Finding.Spot> spot, Site site) {
    return spot.filter(found -> Case.is(found, site, List.of())).isPresent();
  }

  /// One of the two orders turned round wherever it is taken.
  ///
  /// @param no why that cannot be done
  private record Turn(Table first, Table second, List<Patch> patches, Optional<String> no) {
    /// Fewer places, then the order of the names: the choice must not hang on which of the two
    /// findings asks.
    boolean isBetterThan(Turn other) {
      if (no.isPresent() != other.no.isPresent()) {
        return no.isEmpty();
      }
      int size = size() - other.size();
      return size < 0 || (size == 0 && first.label().compareTo(other.first.label()) > 0);
    }

    private int size() {
      return patches.stream().mapToInt(patch -> patch.edits().size()).sum();
    }
  }

  private static Turn turn(Case each, List<LockPairs.Pair> pairs, Table first, Table second) {
    var edits = new LinkedHashMap<Document, Set<Edit>>();
    for (LockPairs.Pair pair : pairs) {
      if (!pair.first().equals(first) || !pair.second().equals(second)) {
        continue;
      }
      switch (swap(each, pair)) {
        case Verdict.No<List<Edit>>(String reason) -> {
          return new Turn(first, second, List.of(), Optional.of(reason));
        }
        case Verdict.Yes<List<Edit>>(List<Edit> found) -> {
          Document document = each.documents().at(pair.secondSite().path());
          edits.computeIfAbsent(document, _ -> new LinkedHashSet<>()).addAll(found);
        }
      }
    }
    var patches = new ArrayList<Patch>();
    edits.forEach((document, list) ->
        patches.add(new Draft(document, document.parsed().tree()).add(List.copyOf(list)).patch()));
    return new Turn(first, second, patches, Optional.empty());
  }

  /// The edits that move the second lock before the first.
  private static Verdict<List<Edit>> swap(Case each, LockPairs.Pair pair) {
    String there = pair.secondSite() + ": ";
    if (!pair.firstSite().function().equals(pair.secondSite().function())) {
      return new Verdict.No<>(there + "the two locks are taken in different functions");
    }
    Document document = each.documents().at(pair.secondSite().path());
    Optional<Statement> early = Place.statement(document, pair.firstSite());
    Optional<Statement> late = Place.statement(document, pair.secondSite());
    if (early.isEmpty() || late.isEmpty() || early.get().equals(late.get())) {
      return new Verdict.No<>(there + "one statement takes both locks");
    }
    List<Statement> block = document.block(late.get());
    int last = block.indexOf(late.get());
    int first = 0;
    while (first < last && !block.get(first).span().contains(early.get().span())) {
      first++;
    }
    boolean plain =
        (late.get() instanceof Statement.Assign || late.get() instanceof Statement.Expr)
            && document.text(late.get()).contains("select_for_update");
    if (first == last || !plain) {
      return new Verdict.No<>(
          there
              + (plain ? "the two locks are taken in different blocks" : "writing takes the lock"));
    }
    List<Statement> between = block.subList(first, last);
    Optional<String> needed = needed(between, late.get());
    if (needed.isPresent()) {
      return new Verdict.No<>(
          there
              + "`"
              + needed.get()
              + "` is known only after the first lock; lock one row first"
              + " that both paths share");
    }
    boolean writes =
        between.stream()
            .flatMap(
                statement -> Document.all(statement, Expression.Call.class::isInstance).stream())
            .anyMatch(call -> WRITING.contains(Place.name((Expression.Call) call)));
    if (writes || !document.alone(late.get()) || !document.alone(block.get(first))) {
      return new Verdict.No<>(there + "something is written between the two locks");
    }
    Lines lines = document.source().lines();
    int end = document.endLine(late.get());
    int to = end < lines.count() ? lines.startOf(end + 1) : document.source().length();
    String text = document.source().text(lines.startOf(document.line(late.get())), to);
    String broken = document.layout().lineBreak();
    int target = lines.startOf(document.line(block.get(first)));
    return new Verdict.Yes<>(
        List.of(
            Edit.insert(target, text.endsWith(broken) ? text : text + broken),
            Blocks.remove(document, late.get())));
  }

  /// A name that the moved statement uses and that gets its value in the statements that it would
  /// pass.
  private static Optional<String> needed(List<Statement> passed, Statement moved) {
    Set<String> bound =
        passed.stream()
            .flatMap(statement -> names(statement, true).stream())
            .collect(Collectors.toSet());
    Set<String> used =
        passed.stream()
            .flatMap(statement -> names(statement, false).stream())
            .collect(Collectors.toSet());
    return names(moved, false).stream()
        .filter(bound::contains)
        .findFirst()
        .or(() ->
            names(moved, true).stream()
                .filter(name -> bound.contains(name) || used.contains(name))
                .findFirst());
  }

  private static List<String> names(Statement statement, boolean bound) {
    return Document.all(statement, Expression.Name.class::isInstance).stream()
        .map((Node node) -> (Expression.Name) node)
        .filter(name -> (name.ctx() == ExprContext.LOAD) != bound)
        .map(Expression.Name::id)
        .toList();
  }
}
