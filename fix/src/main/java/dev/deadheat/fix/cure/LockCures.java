package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.LockUse;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.lock.Lapse;
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

/// The cures of locks that do not lock.
final class LockCures {
  private LockCures() {}

  /// A transaction around a locking read and what it protects.
  static final class OpenTransaction implements Cure {
    private static final String TITLE =
        "Hold the lock to the end of a transaction: `transaction.atomic()`";

    @Override
    public List<Candidate> offer(Case each) {
      Optional<LockUse> use = each.lockUse();
      if (use.isEmpty()) {
        return List.of();
      }
      Document document = each.documents().at(use.get().site().path());
      Optional<Statement> from = Place.statement(document, use.get().site());
      Optional<FunctionFlow> flow =
          each.facts().flows().stream()
              .filter(f -> f.function().equals(use.get().site().function()))
              .findFirst();
      if (from.isEmpty() || flow.isEmpty()) {
        return List.of();
      }
      return List.of(
          switch (of(each, document, from.get(), flow.get())) {
            case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
            case Verdict.No<Candidate>(String reason) ->
                Candidate.refused(Kind.TRANSACTION, TITLE, reason);
          });
    }

    private static Verdict<Candidate> of(
        Case each, Document document, Statement from, FunctionFlow flow) {
      if (from instanceof Statement.Return) {
        return new Verdict.No<>(
            "the locked row is returned: the transaction belongs to those who call `"
                + flow.function().name()
                + "()`");
      }
      var statements = new ArrayList<Statement>(List.of(from));
      for (Write write : flow.writes()) {
        boolean later = write.outermost().path().equals(document.path());
        Optional<Statement> at =
            later ? Place.statement(document, write.outermost()) : Optional.empty();
        at.filter(s -> s.start() >= from.start()).ifPresent(statements::add);
      }
      if (statements.size() == 1) {
        statements.add(document.block(from).getLast());
      }
      Optional<Region> region = Region.covering(document, statements);
      if (region.isEmpty()) {
        return new Verdict.No<>("no block of the function holds all that the lock protects");
      }
      var draft = new Draft(document, region.get().function());
      return switch (new Transaction(each, flow, region.get())
          .write(draft, List.of(), Optional.empty())) {
        case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
        case Verdict.Yes<String> _ ->
            new Verdict.Yes<>(
                new Candidate(
                    Kind.TRANSACTION,
                    TITLE,
                    Applicability.UNSAFE,
                    "it opens a transaction: the lock is held until its end, and an error inside"
                        + " undoes all that was written there",
                    List.of(draft.patch())));
      };
    }
  }

  /// Evaluates a locking queryset that nobody evaluates.
  static final class Evaluate implements Cure {
    private static final String TITLE = "Take the lock: evaluate the queryset with `list(...)`";

    @Override
    public List<Candidate> offer(Case each) {
      Optional<LockUse> use = each.lockUse();
      if (use.isEmpty()) {
        return List.of();
      }
      if (use.get().kind() == LockUse.Kind.DROPPED) {
        return List.of(
            Candidate.refused(
                Kind.EVALUATE,
                TITLE,
                "`"
                    + use.get().method()
                    + "()` sends a statement of its own that locks nothing:"
                    + " which rows must be locked before it is for a person to say"));
      }
      Document document = each.documents().at(use.get().site().path());
      Optional<Statement> statement = Place.statement(document, use.get().site());
      Optional<Expression> value =
          statement.flatMap(found ->
              switch (found) {
                case Statement.Assign assign -> Optional.of(assign.value());
                case Statement.Expr expr -> Optional.of(expr.value());
                case Statement other -> Optional.<Expression>empty();
              });
      if (value.isEmpty()) {
        return List.of();
      }
      var draft = new Draft(document, value.get());
      int opening = opening(document, value.get());
      if (opening >= statement.get().start()) {
        // It stands in brackets already, to be broken over lines.
        draft.add(Edit.insert(opening, "list"));
      } else {
        draft.add(Edit.insert(value.get().start(), "list("));
        draft.add(Edit.insert(value.get().end(), ")"));
      }
      return List.of(
          new Candidate(
              Kind.EVALUATE,
              TITLE,
              Applicability.UNSAFE,
              "the rows are read and locked here from now on, and others wait for them",
              List.of(draft.patch())));
    }
  }

  /// Where the bracket opens that a whole expression stands in; -1 for none.
  private static int opening(Document document, Expression value) {
    byte[] text = document.source().utf8();
    int at = value.start() - 1;
    while (at >= 0 && Character.isWhitespace(text[at])) {
      at--;
    }
    int end = value.end();
    while (end < text.length && Character.isWhitespace(text[end])) {
      end++;
    }
    boolean bracketed = at >= 0 && text[at] == '(' && end < text.length && text[end] == ')';
    return bracketed ? at : -1;
  }

  /// Releases a lock whatever happens.
  static final class Release implements Cure {
    private static final String TITLE = "Release the lock whatever happens: `with`";

    @Override
    public List<Candidate> offer(Case each) {
      Optional<Site> use = each.lapse(Lapse.Kind.LEFT_BY_ERROR);
      if (use.isEmpty()) {
        return List.of();
      }
      Document document = each.documents().at(use.get().path());
      Node node = Place.node(document, use.get());
      Optional<Expression.Call> acquire = Place.call(document, node, List.of("acquire"));
      if (acquire.isEmpty()
          || !(acquire.get().func() instanceof Expression.Attribute to)
          || !(document.parent(acquire.get()).orElse(node) instanceof Statement.Expr first)) {
        return List.of(
            Candidate.refused(
                Kind.RELEASE, TITLE, "the answer of `acquire()` is used: both ways out need care"));
      }
      String lock = document.text(to.value());
      List<Statement> block = document.block(first);
      int from = block.indexOf(first);
      int until = -1;
      for (int i = from + 1; i < block.size(); i++) {
        if (document.text(block.get(i)).equals(lock + ".release()")) {
          until = i;
          break;
        }
      }
      boolean movable =
          until > from + 1 && block.subList(from, until + 1).stream().allMatch(document::alone);
      if (!movable) {
        return List.of(
            Candidate.refused(
                Kind.RELEASE, TITLE, "it is not released in the block that acquires it"));
      }
      boolean plain = acquire.get().args().isEmpty() && acquire.get().keywords().isEmpty();
      var draft = new Draft(document, first);
      Statement inner = block.get(from + 1);
      Statement last = block.get(until - 1);
      if (plain) {
        Lines lines = document.source().lines();
        int start = lines.startOf(document.line(first));
        int next = lines.startOf(document.endLine(first) + 1);
        draft.add(
            new Edit(
                new Span(start, next),
                document.indentAt(first.start())
                    + "with "
                    + lock
                    + ":"
                    + document.layout().lineBreak()));
        draft.add(Blocks.indent(document, inner.start(), last.end()));
        draft.add(Blocks.remove(document, block.get(until)));
      } else {
        draft.add(Blocks.before(document, inner, List.of("try:")));
        draft.add(Blocks.indent(document, inner.start(), last.end()));
        draft.add(Blocks.before(document, block.get(until), List.of("finally:")));
        draft.add(Blocks.indent(document, block.get(until).start(), block.get(until).end()));
      }
      return List.of(
          new Candidate(
              Kind.RELEASE,
              plain ? TITLE : "Release the lock whatever happens: `try`/`finally`",
              Applicability.SAFE,
              "the same lock is taken and released, on every way out",
              List.of(draft.patch())));
    }
  }

  /// Puts the transaction inside the lock, so that it has committed when the lock is released.
  static final class TurnInsideOut implements Cure {
    private static final String TITLE = "Commit before the lock is released: the lock outside";

    @Override
    public List<Candidate> offer(Case each) {
      Optional<Site> use = each.lapse(Lapse.Kind.BEFORE_COMMIT);
      if (use.isEmpty()) {
        return List.of();
      }
      Document document = each.documents().at(use.get().path());
      Node node = Place.node(document, use.get());
      Optional<Statement.With> inner = document.nearest(node, Statement.With.class);
      boolean nested =
          inner.isPresent()
              && document.parent(inner.get()).orElse(node) instanceof Statement.With outer
              && outer.body().size() == 1
              && Region.isAtomic(outer)
              && outer.items().size() == 1;
      if (!nested) {
        return List.of(
            Candidate.refused(
                Kind.RELEASE,
                TITLE,
                "the transaction holds more than the lock, or is opened by a caller"));
      }
      Statement.With outer = (Statement.With) document.parent(inner.get()).orElseThrow();
      var draft =
          new Draft(document, outer)
              .add(new Edit(items(outer), document.source().text(items(inner.get()))))
              .add(new Edit(items(inner.get()), document.source().text(items(outer))));
      return List.of(
          new Candidate(
              Kind.RELEASE,
              TITLE,
              Applicability.UNSAFE,
              "the lock is waited for before the transaction begins, and held until it has ended",
              List.of(draft.patch())));
    }

    private static Span items(Statement.With with) {
      return new Span(with.items().getFirst().start(), with.items().getLast().end());
    }
  }
}
