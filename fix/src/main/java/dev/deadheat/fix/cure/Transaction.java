package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Lines;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Puts a region into one transaction: the one that is open already, else a new one.
final class Transaction {
  private static final String DELAYED = "; what is started or sent there waits for the commit";

  private final Case each;
  private final FunctionFlow flow;
  private final Region region;
  private final Document document;
  private final boolean undoes;
  private final Statement locks;

  Transaction(Case each, FunctionFlow flow, Region region) {
    this(each, flow, region, false, region.firstStatement());
  }

  private Transaction(
      Case each, FunctionFlow flow, Region region, boolean undoes, Statement locks) {
    this.each = each;
    this.flow = flow;
    this.region = region;
    this.document = region.document();
    this.undoes = undoes;
    this.locks = locks;
  }

  /// The same, where an exception is meant to undo what was written before it.
  Transaction undoing() {
    return new Transaction(each, flow, region, true, locks);
  }

  /// The same, with the lines that lock before a statement further in.
  Transaction lockingAt(Statement statement) {
    return new Transaction(each, flow, region, undoes, statement);
  }

  /// Writes it.
  ///
  /// @param inside lines that lock, to stand at the beginning of the region, inside the transaction
  /// @param using the database alias that the query names
  /// @return what to add to the reason of the cure, often nothing, or why it cannot be
  Verdict<String> write(Draft draft, List<String> inside, Optional<String> using) {
    var awaited = new AwaitedRegion(region);
    if (awaited.isNeeded()) {
      return moved(draft, awaited, inside, using);
    }
    Optional<String> no;
    if (isOpen()) {
      if (!inside.isEmpty()) {
        draft.add(Blocks.before(document, locks, inside));
      }
      return new Verdict.Yes<>("");
    }
    var dangers = new Dangers(region, flow);
    no = dangers.waiting().or(() -> undoes ? Optional.empty() : dangers.lost());
    if (no.isPresent()) {
      return new Verdict.No<>(no.get());
    }
    Verdict<Boolean> delayed = delay(draft, dangers);
    if (delayed instanceof Verdict.No<Boolean>(String reason)) {
      return new Verdict.No<>(reason);
    }
    String more = delayed.equals(new Verdict.Yes<>(true)) ? DELAYED : "";
    if (region.isLong()) {
      return new Verdict.No<>(
          "a transaction would have to cover "
              + region.lines()
              + " lines: move the read and the write closer together first");
    }
    no = dangers.work();
    if (no.isPresent()) {
      return new Verdict.No<>(no.get());
    }
    if (!region.movable()) {
      return new Verdict.No<>("the statements share their lines with others");
    }
    Optional<Statement.With> within = region.atomicInside();
    if (within.isPresent() && using.isEmpty()) {
      return moved(draft, within.get(), inside, more);
    }
    String atomic = draft.name("django.db", "transaction") + ".atomic";
    String opening = "with " + atomic + "(" + using.map(a -> "using=" + a).orElse("") + "):";
    var header = new ArrayList<String>();
    header.add(opening);
    if (locks.equals(region.firstStatement())) {
      header.addAll(inside);
    } else {
      String unit = document.layout().unit();
      draft.add(Blocks.before(document, locks, inside.stream().map(unit::concat).toList()));
    }
    savepoints(draft, dangers, atomic);
    draft.add(Blocks.wrap(document, region.firstStatement(), region.lastStatement(), header));
    return new Verdict.Yes<>(more);
  }

  /// Moves the region out of an `async def`.
  private Verdict<String> moved(
      Draft draft, AwaitedRegion awaited, List<String> inside, Optional<String> using) {
    String reason = Dangers.function(document, region.function()).orElseThrow();
    var dangers = new Dangers(region, flow);
    Optional<String> no =
        awaited
            .refusal()
            .or(() -> undoes ? Optional.empty() : dangers.lost())
            .or(() -> new SlowCalls(each, region, flow).reason())
            .or(() ->
                dangers.tasks().stream()
                    .findFirst()
                    .map(task -> "a task is started at line " + task.site().line()))
            .or(dangers::work)
            .or(() ->
                region.isLong() || !locks.equals(region.firstStatement())
                    ? Optional.of("it is long")
                    : Optional.empty());
    if (no.isPresent()) {
      return new Verdict.No<>(reason + " (" + no.get() + ")");
    }
    String threaded = draft.name("asgiref.sync", "sync_to_async");
    String atomic = draft.name("django.db", "transaction") + ".atomic";
    String opening = "with " + atomic + "(" + using.map(a -> "using=" + a).orElse("") + "):";
    awaited.write(draft, threaded, opening, inside);
    return new Verdict.Yes<>("; it runs in a thread, as all of Django's transactions in such code");
  }

  /// Lets tasks, and what is sent after the last write, wait for the commit.
  ///
  /// @return whether something does; why not if what waits for others stands before a write, or if
  ///   its result is used
  private Verdict<Boolean> delay(Draft draft, Dangers dangers) {
    var calls = new LinkedHashSet<Node>();
    for (Dispatch task : dangers.tasks()) {
      boolean covered =
          region.atomicInside().filter(w -> w.span().contains(span(task))).isPresent();
      if (!covered) {
        calls.add(called(Place.node(document, task.site())));
      }
    }
    for (SlowCalls.Slow slow : new SlowCalls(each, region, flow).all()) {
      Node call = whole(called(slow.at()));
      if (!dangers.isAfterAll(call)
          || OnCommit.delay(each, new Draft(document, call), call)
              instanceof Verdict.No<List<Edit>>) {
        return new Verdict.No<>(slow.reason());
      }
      calls.add(call);
    }
    for (Node call : calls) {
      switch (OnCommit.delay(each, draft, call)) {
        case Verdict.Yes<List<Edit>>(List<Edit> edits) -> draft.add(edits);
        case Verdict.No<List<Edit>>(String reason) -> {
          return new Verdict.No<>(reason);
        }
      }
    }
    return new Verdict.Yes<>(!calls.isEmpty());
  }

  private Node called(Node node) {
    return document.nearest(node, Expression.Call.class).map(Node.class::cast).orElse(node);
  }

  /// A call with the methods that are called on what it answers: `message(user).send()`.
  private Node whole(Node call) {
    Node out = call;
    while (document.parent(out).orElse(out) instanceof Expression.Attribute method
        && document.parent(method).orElse(method) instanceof Expression.Call next
        && next.func().equals(method)) {
      out = next;
    }
    return out;
  }

  private static Span span(Dispatch task) {
    return new Span(task.site().place().start(), task.site().place().end());
  }

  /// Comes before the edits that indent the region: what is inserted first at a line's start stands
  /// first, so a savepoint's header brings the steps of indentation around it, and the innermost
  /// savepoint is written first.
  private void savepoints(Draft draft, Dangers dangers, String atomic) {
    List<Statement.TryBlock> attempts =
        dangers.swallowing().stream().filter(this::isMovable).toList();
    for (Statement.TryBlock attempt : attempts.reversed()) {
      Statement first = attempt.body().getFirst();
      long around =
          attempts.stream()
              .filter(outer -> !outer.equals(attempt))
              .filter(outer ->
                  outer.body().stream().anyMatch(each -> each.span().contains(first.span())))
              .count();
      String steps = document.layout().unit().repeat((int) around + 1);
      List<Edit> edits =
          Blocks.wrap(document, first, attempt.body().getLast(), List.of("with " + atomic + "():"));
      Edit header = edits.getFirst();
      draft.add(new Edit(header.span(), steps + header.text()));
      draft.add(edits.subList(1, edits.size()));
    }
  }

  private boolean isMovable(Statement.TryBlock attempt) {
    return attempt.body().stream().allMatch(document::alone)
        && document.line(attempt.body().getFirst()) != document.line(attempt);
  }

  /// Begins the transaction that is there before the read, instead of a second one around it.
  private Verdict<String> moved(
      Draft draft, Statement.With with, List<String> inside, String more) {
    Statement first = region.firstStatement();
    if (first.equals(with)) {
      if (!inside.isEmpty()) {
        Statement at = locks.equals(first) ? with.body().getFirst() : locks;
        draft.add(Blocks.before(document, at, inside));
      }
      rest(draft, with);
      return new Verdict.Yes<>(more);
    }
    Lines lines = document.source().lines();
    int headerLine = document.line(with);
    int bodyLine = document.line(with.body().getFirst());
    if (bodyLine != headerLine + 1) {
      return new Verdict.No<>("the transaction's first line has a comment that would move");
    }
    int start = lines.startOf(headerLine);
    String header = document.source().text(start, lines.startOf(bodyLine));
    draft.add(Edit.delete(new Span(start, lines.startOf(bodyLine))));
    if (!locks.equals(first)) {
      String unit = with.span().contains(locks.span()) ? "" : document.layout().unit();
      draft.add(Blocks.before(document, locks, inside.stream().map(unit::concat).toList()));
    }
    int from = lines.startOf(document.line(first));
    var text = new StringBuilder(header);
    for (String line : locks.equals(first) ? inside : List.<String>of()) {
      text.append(document.indentAt(first.start()))
          .append(document.layout().unit())
          .append(line)
          .append(document.layout().lineBreak());
    }
    draft.add(Edit.insert(from, text.toString()));
    Statement before = region.block().get(region.block().indexOf(with) - 1);
    // Up to the old header, so that a comment above it moves too.
    draft.add(Blocks.indent(document, first.start(), Math.max(before.end(), start)));
    rest(draft, with);
    return new Verdict.Yes<>(more);
  }

  /// Takes what follows the transaction in the region into it.
  private void rest(Draft draft, Statement.With with) {
    if (!region.lastStatement().equals(with)) {
      Statement next = region.block().get(region.block().indexOf(with) + 1);
      draft.add(Blocks.indent(document, next.start(), region.lastStatement().end()));
    }
  }

  /// Whether a transaction is open around the region already, whoever opened it.
  boolean isOpen() {
    return new OpenTransaction(each, flow, region).isOpen();
  }
}
