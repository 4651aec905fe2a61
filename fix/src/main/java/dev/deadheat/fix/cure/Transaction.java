package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.CallSite;
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
import java.util.List;
import java.util.Optional;

/// Puts a region into one transaction: the one that is open already, else a new one.
final class Transaction {
  /// What no reviewer would want to see moved under a transaction.
  private static final int MOST_LINES = 50;

  private final Case each;
  private final FunctionFlow flow;
  private final Region region;
  private final Document document;
  private final boolean undoes;

  Transaction(Case each, FunctionFlow flow, Region region) {
    this(each, flow, region, false);
  }

  private Transaction(Case each, FunctionFlow flow, Region region, boolean undoes) {
    this.each = each;
    this.flow = flow;
    this.region = region;
    this.document = region.document();
    this.undoes = undoes;
  }

  /// The same, where an exception is meant to undo what was written before it.
  Transaction undoing() {
    return new Transaction(each, flow, region, true);
  }

  /// Writes it.
  ///
  /// @param inside lines to stand at the beginning of the region, inside the transaction
  /// @param using the database alias that the query names
  /// @return a word on what was done, or why it cannot be
  Verdict<String> write(Draft draft, List<String> inside, Optional<String> using) {
    Optional<String> no = Dangers.function(document, region.function());
    if (no.isPresent()) {
      return new Verdict.No<>(no.get());
    }
    var dangers = new Dangers(region, flow);
    if (isOpen()) {
      if (!inside.isEmpty()) {
        draft.add(Blocks.before(document, region.firstStatement(), inside));
      }
      return new Verdict.Yes<>("in the transaction that is open there");
    }
    no = dangers.waiting().or(() -> undoes ? Optional.empty() : dangers.lost()).or(dangers::slow);
    if (no.isPresent()) {
      return new Verdict.No<>(no.get());
    }
    if (region.lines() > MOST_LINES) {
      return new Verdict.No<>(
          "a transaction would have to cover "
              + region.lines()
              + " lines: move the read and the write closer together first");
    }
    if (!region.movable()) {
      return new Verdict.No<>("the statements share their lines with others");
    }
    for (Dispatch task : dangers.tasks()) {
      boolean covered =
          region.atomicInside().filter(w -> w.span().contains(span(task))).isPresent();
      if (covered) {
        continue;
      }
      Verdict<List<Edit>> delayed = OnCommit.delay(draft, Place.node(document, task.site()));
      switch (delayed) {
        case Verdict.Yes<List<Edit>>(List<Edit> edits) -> draft.add(edits);
        case Verdict.No<List<Edit>>(String reason) -> {
          return new Verdict.No<>(reason);
        }
      }
    }
    Optional<Statement.With> within = region.atomicInside();
    if (within.isPresent() && using.isEmpty()) {
      return moved(draft, within.get(), inside);
    }
    String atomic = draft.name("django.db", "transaction") + ".atomic";
    String opening = "with " + atomic + "(" + using.map(a -> "using=" + a).orElse("") + "):";
    var header = new ArrayList<String>();
    header.add(opening);
    header.addAll(inside);
    savepoints(draft, dangers, atomic);
    draft.add(Blocks.wrap(document, region.firstStatement(), region.lastStatement(), header));
    return new Verdict.Yes<>("in a new transaction");
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
  private Verdict<String> moved(Draft draft, Statement.With with, List<String> inside) {
    Statement first = region.firstStatement();
    if (first.equals(with)) {
      if (!inside.isEmpty()) {
        draft.add(Blocks.before(document, with.body().getFirst(), inside));
      }
      return new Verdict.Yes<>("in the transaction that is open there");
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
    int from = lines.startOf(document.line(first));
    var text = new StringBuilder(header);
    for (String line : inside) {
      text.append(document.indentAt(first.start()))
          .append(document.layout().unit())
          .append(line)
          .append(document.layout().lineBreak());
    }
    draft.add(Edit.insert(from, text.toString()));
    Statement before = region.block().get(region.block().indexOf(with) - 1);
    // Up to the old header, so that a comment above it moves too.
    draft.add(Blocks.indent(document, first.start(), Math.max(before.end(), start)));
    if (!region.lastStatement().equals(with)) {
      Statement next = region.block().get(region.block().indexOf(with) + 1);
      draft.add(Blocks.indent(document, next.start(), region.lastStatement().end()));
    }
    return new Verdict.Yes<>("in the transaction that is there, begun earlier");
  }

  /// Whether a transaction is open around the region already, whoever opened it.
  boolean isOpen() {
    if (region.atomicAround().isPresent()) {
      return true;
    }
    for (Expression decorator : region.function().decoratorList()) {
      boolean atomic = !Document.all(decorator, node -> named(node).contains("atomic")).isEmpty();
      if (atomic) {
        return true;
      }
    }
    List<CallSite> calls = each.facts().callers().getOrDefault(flow.function(), List.of());
    boolean entry = each.facts().entryPoints().of(flow.function()).isPresent();
    if (!entry
        && !calls.isEmpty()
        && calls.stream().allMatch(call -> call.inTransaction() && !call.background())) {
      return true;
    }
    return each.facts().settings().atomicRequests()
        && (entry || !calls.isEmpty())
        && !each.finding().entryPoints().isEmpty()
        && each.finding().entryPoints().stream().allMatch(Transaction::isRequest);
  }

  private static String named(Node node) {
    return switch (node) {
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute -> attribute.attr();
      case Node other -> "";
    };
  }

  private static boolean isRequest(dev.deadheat.rules.Finding.Entry entry) {
    return entry.kind().equals("view")
        || entry.kind().equals("mutation")
        || entry.kind().equals("admin");
  }
}
