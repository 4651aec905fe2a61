package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExceptHandler;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a transaction around code would change besides the race.
final class Dangers {
  /// Tables that one small transaction may write.
  private static final int MOST_TABLES = 12;

  private static final Set<String> DATABASE_ERRORS =
      Set.of("IntegrityError", "DatabaseError", "OperationalError", "DataError");

  private final Region region;
  private final FunctionFlow flow;
  private final Document document;

  Dangers(Region region, FunctionFlow flow) {
    this.region = region;
    this.flow = flow;
    this.document = region.document();
  }

  /// Why no transaction can be opened in this function at all.
  static Optional<String> function(Document document, Statement.Function function) {
    if (function instanceof Statement.AsyncFunctionDef) {
      return Optional.of(
          "`"
              + function.name()
              + "` is `async def`, and Django's transactions work in synchronous"
              + " code only: move the read and the write into a function of their own and call it"
              + " through `sync_to_async`");
    }
    return Optional.empty();
  }

  /// Why no transaction is open around a `yield`.
  static String yields(Document document, Node node) {
    return "the code yields at line "
        + document.line(node)
        + ": a transaction would stay open for as long as the consumer takes";
  }

  /// Why a transaction around the region would stay open as long as others like.
  Optional<String> waiting() {
    for (Node node : region.nodes()) {
      if (node instanceof Expression.Yield || node instanceof Expression.YieldFrom) {
        return Optional.of(yields(document, node));
      }
      if (node instanceof Expression.Await) {
        return Optional.of("the code awaits at line " + document.line(node));
      }
      if (node instanceof Statement.With with && commits(with)) {
        return Optional.of(
            "`"
                + document.text(with.items().getFirst().contextExpr())
                + "` at line "
                + document.line(with)
                + " decides itself what is committed, which a transaction around it would undo");
      }
      if (node instanceof Expression.Call call && streams(call)) {
        return Optional.of("the response is streamed, after the transaction would have ended");
      }
    }
    return Optional.empty();
  }

  /// Whether a context of the project's own ends a transaction in its own way, as one that commits
  /// when there was an error.
  private static boolean commits(Statement.With with) {
    return with.items().stream()
        .map(item -> item.contextExpr())
        .filter(Expression.Call.class::isInstance)
        .map(context -> Place.name((Expression.Call) context))
        .anyMatch(name -> name.contains("commit") && !name.contains("atomic"));
  }

  private static boolean streams(Expression.Call call) {
    return Place.name(call).equals("StreamingHttpResponse");
  }

  /// A write that is kept today although an exception follows, and that the transaction would undo.
  Optional<String> lost() {
    for (Write write : flow.writes()) {
      Site site = write.outermost();
      if (!inRegion(site)) {
        continue;
      }
      Node at = Place.node(document, site);
      for (Node node : region.nodes()) {
        if (node instanceof Statement.Raise raise && follows(at, raise) && !caught(raise)) {
          return Optional.of(
              "the `raise` at line "
                  + document.line(raise)
                  + " would undo the write at line "
                  + site.line()
                  + ", which is kept today");
        }
      }
    }
    return Optional.empty();
  }

  /// Whether one may run after the other: a later statement of a block that both stand in.
  private boolean follows(Node early, Statement late) {
    Optional<Statement> from = document.statement(early);
    if (from.isEmpty() || late.start() < from.get().start()) {
      return false;
    }
    Optional<Region> common = Region.covering(document, List.of(from.get(), late));
    return common.isPresent() && common.get().first() < common.get().last();
  }

  private boolean caught(Statement.Raise raise) {
    for (Node each : document.above(raise)) {
      if (each instanceof Statement.TryBlock attempt
          && region.contains(attempt)
          && !attempt.handlers().isEmpty()
          && attempt.body().stream().anyMatch(s -> s.span().contains(raise.span()))) {
        return true;
      }
    }
    return false;
  }

  /// More work than anybody would do with a row locked: rows of many tables are written, or the
  /// function calls itself and locks more rows each time.
  Optional<String> work() {
    Optional<CallSite> again =
        flow.calls().stream()
            .filter(call -> inRegion(call.site()) && call.callee().equals(flow.function()))
            .findFirst();
    if (again.isPresent()) {
      return Optional.of(
          "`"
              + flow.function().name()
              + "()` calls itself at line "
              + again.get().site().line()
              + ": each round would lock more rows, in no order, and hold them to the end of all");
    }
    long tables =
        flow.writes().stream()
            .filter(
                write -> write.kind() != Write.Kind.TELL && write.kind() != Write.Kind.CACHE_SET)
            .filter(write -> inRegion(write.outermost()))
            .map(Write::table)
            .distinct()
            .count();
    return tables > MOST_TABLES
        ? Optional.of(
            "rows of " + tables + " tables would be written in one transaction with the row locked")
        : Optional.empty();
  }

  /// Whether a call is made after all that the region writes, and nobody inside waits for its
  /// error.
  boolean isAfterAll(Node call) {
    boolean after =
        flow.writes().stream()
            .filter(write -> write.kind() != Write.Kind.TELL)
            .map(Write::outermost)
            .filter(this::inRegion)
            .allMatch(site -> site.place().end() < call.start());
    return after
        && document.above(call).stream()
            .takeWhile(node -> region.contains(node))
            .noneMatch(node -> node instanceof Statement.TryBlock);
  }

  boolean inRegion(Site site) {
    return site.path().equals(document.path())
        && region.firstStatement().start() <= site.place().start()
        && site.place().end() <= region.lastStatement().end();
  }

  /// The `try` blocks of the region that swallow a database error: inside a transaction each needs
  /// a savepoint, else every later statement fails.
  List<Statement.TryBlock> swallowing() {
    var out = new ArrayList<Statement.TryBlock>();
    for (Node node : region.nodes()) {
      if (node instanceof Statement.TryBlock attempt
          && (attempt.handlers().stream().anyMatch(Dangers::database) || swallowsWrites(attempt))
          && attempt.body().stream()
              .noneMatch(s -> s instanceof Statement.With with && Region.isAtomic(with))) {
        out.add(attempt);
      }
    }
    return out;
  }

  /// Whether any error of a write is caught, a database's too, and the code goes on.
  private boolean swallowsWrites(Statement.TryBlock attempt) {
    boolean swallows =
        attempt.handlers().stream()
            .anyMatch(handler ->
                handler.type().map(document::text).filter(t -> !t.equals("Exception")).isEmpty()
                    && !(handler.body().getLast() instanceof Statement.Raise));
    return swallows
        && flow.writes().stream()
            .map(Write::outermost)
            .filter(site -> site.path().equals(document.path()))
            .map(site -> Place.node(document, site))
            .anyMatch(node ->
                attempt.body().stream().anyMatch(each -> each.span().contains(node.span())));
  }

  private static boolean database(ExceptHandler handler) {
    return handler.type().isPresent()
        && !Document.all(
                handler.type().get(),
                node ->
                    (node instanceof Expression.Name name && DATABASE_ERRORS.contains(name.id()))
                        || (node instanceof Expression.Attribute attribute
                            && DATABASE_ERRORS.contains(attribute.attr())))
            .isEmpty();
  }

  /// The tasks that are started in the region.
  List<Dispatch> tasks() {
    return flow.dispatches().stream()
        .filter(each -> each.kind() == Dispatch.Kind.TASK || each.kind() == Dispatch.Kind.MESSAGE)
        .filter(each -> each.via().isEmpty() && inRegion(each.site()))
        .toList();
  }
}
