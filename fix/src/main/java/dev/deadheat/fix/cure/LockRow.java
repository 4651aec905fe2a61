package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Write;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Locks the row while it is read, tested and written: `select_for_update()` inside the smallest
/// `transaction.atomic()` that covers all three.
final class LockRow implements Cure {
  static final String TITLE = "Lock the row from read to write: `select_for_update()`";
  static final String REASON =
      "it takes a lock and opens a transaction: others wait for it, and an error inside undoes all"
          + " that was written there";

  /// Characters of changed code that nobody minds.
  private static final int MOST_MOVED = 1200;

  private final LockAgain again = new LockAgain();
  private final LockLooked looked = new LockLooked();

  @Override
  public List<Candidate> offer(Case each) {
    var out = new ArrayList<Candidate>();
    Optional<String> no = Optional.empty();
    Optional<Case.Race> reader = each.reader();
    if (reader.filter(LockRow::readsRow).isPresent()) {
      switch (atRead(each, reader.get())) {
        case Verdict.Yes<Candidate>(Candidate candidate) ->
            out.add(permitted(each, reader.get()).orElse(candidate));
        case Verdict.No<Candidate>(String reason) -> no = Optional.of(reason);
      }
    }
    if (reader.filter(LockRow::looks).isPresent()) {
      switch (looked.offer(each, reader.get())) {
        case Verdict.Yes<Candidate>(Candidate candidate) -> out.add(candidate);
        case Verdict.No<Candidate>(String reason) -> no = Optional.of(reason);
      }
    }
    for (Case.Race race : each.races()) {
      // Beside a lock at the read, a second read is a cure in another function, or if it moves
      // less.
      boolean little = out.stream().allMatch(candidate -> size(candidate) <= MOST_MOVED);
      if (race.writesHere() && !(race.readsHere() && !out.isEmpty() && little)) {
        switch (inTime(each, race)) {
          case Verdict.Yes<Candidate>(Candidate candidate) -> out.add(candidate);
          case Verdict.No<Candidate>(String reason) -> no = no.or(() -> Optional.of(reason));
        }
      }
    }
    for (Case.Race race : each.writers()) {
      // In the function that was handed the row: there it serves all who call it.
      if (inTime(each, race) instanceof Verdict.Yes<Candidate>(Candidate candidate)) {
        out.add(candidate);
      }
    }
    if (out.isEmpty() && each.holder().isPresent()) {
      switch (again.offer(each, each.holder().get())) {
        case Verdict.Yes<Candidate>(Candidate candidate) -> out.add(candidate);
        case Verdict.No<Candidate>(String reason) -> no = no.or(() -> Optional.of(reason));
      }
    }
    for (Case.Race race : each.untyped()) {
      if (again.offer(each, race) instanceof Verdict.Yes<Candidate>(Candidate candidate)) {
        out.add(candidate);
      }
    }
    if (out.isEmpty()) {
      reader.filter(LockRow::readsRow).flatMap(race -> byKeys(each, race)).ifPresent(out::add);
    }
    no =
        no.or(() ->
            reader.map(
                race -> "the row comes from outside `" + race.flow().function().name() + "`"));
    if (out.isEmpty()) {
      return no.map(reason -> List.of(Candidate.refused(Kind.LOCK, TITLE, reason)))
          .orElse(List.of());
    }
    // At the callee or at the caller, whichever changes less.
    out.sort(Comparator.comparingInt(LockRow::size));
    return out.stream().distinct().limit(2).toList();
  }

  /// A second read behind the test whether the request may touch the row, if there is one.
  private Optional<Candidate> permitted(Case each, Case.Race race) {
    Document document = each.documents().at(race.flow().function().module().path());
    boolean tested =
        Place.statement(document, race.read().orElseThrow().site())
            .filter(reading ->
                reading instanceof Statement.Assign assign
                    && Permission.after(
                            document, reading, document.text(assign.targets().getFirst()))
                        .isPresent())
            .isPresent();
    return tested && again.offer(each, race) instanceof Verdict.Yes<Candidate>(Candidate candidate)
        ? Optional.of(candidate)
        : Optional.empty();
  }

  /// A second read in the function that writes the row; in the nearest one that hands it on, if one
  /// has tested it by then.
  private Verdict<Candidate> inTime(Case each, Case.Race race) {
    boolean handed =
        race.write().target().filter(row -> row.kind() == Read.Kind.PARAMETER).isPresent();
    List<Case.Race> callers = handed ? each.between(race) : List.of();
    Optional<Case.Race> tests =
        callers.stream()
            .filter(caller -> each.leads(caller.flow().function()))
            .filter(caller -> Decided.before(race, caller))
            .findFirst();
    return again.offer(each, tests.orElse(race));
  }

  /// Whether the function reads the row with a query of its own, so that the query can lock it.
  private static boolean readsRow(Case.Race race) {
    return switch (race.read().orElseThrow().kind()) {
      case ROW, ROWS, GET_OR_CREATE -> true;
      case RELATED, PARAMETER, FRAMEWORK, EXISTS, COUNT, AGGREGATE, CREATED, CACHE, CHANGED ->
          false;
    };
  }

  /// Whether the function looks how many rows there are.
  private static boolean looks(Case.Race race) {
    return switch (race.read().orElseThrow().kind()) {
      case EXISTS, COUNT, AGGREGATE -> true;
      case ROW, ROWS, GET_OR_CREATE, RELATED, PARAMETER, FRAMEWORK, CREATED, CACHE, CHANGED ->
          false;
    };
  }

  private static int size(Candidate candidate) {
    return candidate.patches().stream()
        .flatMap(patch -> patch.edits().stream())
        .mapToInt(edit -> edit.text().length())
        .sum();
  }

  private Verdict<Candidate> atRead(Case each, Case.Race race) {
    Read read = race.read().orElseThrow();
    Document document = each.documents().at(read.site().path());
    Verdict<LockingQuery> query =
        LockingQuery.of(each, document, Place.node(document, read.site()), read);
    if (query instanceof Verdict.No<LockingQuery>(String reason)) {
      return LockBySecondQuery.offer(
              each, race, document, Place.node(document, read.site()), Optional.empty())
          .<Verdict<Candidate>>map(Verdict.Yes::new)
          .orElseGet(() -> new Verdict.No<>(reason));
    }
    LockingQuery locking = ((Verdict.Yes<LockingQuery>) query).value();
    Optional<Region> region = region(document, race, read);
    if (region.isEmpty()) {
      return new Verdict.No<>("the read and the write stand in different functions");
    }
    var draft = new Draft(document, region.get().function());
    var transaction = new Transaction(each, race.flow(), region.get());
    return switch (transaction.write(draft, List.of(), locking.using())) {
      case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<String>(String more) ->
          new Verdict.Yes<>(
              new Candidate(
                  Kind.LOCK,
                  TITLE,
                  Applicability.UNSAFE,
                  REASON + more,
                  List.of(
                      draft
                          .add(locking.edits())
                          .add(idle(document, region.get(), read, locking))
                          .patch())));
    };
  }

  /// A second query that locks, in a transaction of its own, where the first one cannot.
  private static Optional<Candidate> byKeys(Case each, Case.Race race) {
    Read read = race.read().orElseThrow();
    Document document = each.documents().at(read.site().path());
    Node query = Place.node(document, read.site());
    return LockingQuery.of(each, document, query, read) instanceof Verdict.No<LockingQuery>
        ? region(document, race, read)
            .flatMap(
                region -> LockBySecondQuery.offer(each, race, document, query, Optional.of(region)))
        : Optional.empty();
  }

  /// Takes away a second read of the same row that only took the lock: the first one takes it now.
  private static List<Edit> idle(
      Document document, Region region, Read read, LockingQuery locking) {
    Node query = Place.node(document, read.site());
    if (region.atomicInside().isEmpty() || locking.edits().size() != 1) {
      return List.of();
    }
    Edit edit = locking.edits().getFirst();
    String text =
        document.source().text(query.start(), edit.span().start())
            + edit.text()
            + document.source().text(edit.span().end(), query.end());
    Statement.With with = region.atomicInside().get();
    return with.body().stream()
        .filter(statement -> statement instanceof Statement.Expr && with.body().size() > 1)
        .filter(statement -> document.alone(statement) && document.text(statement).equals(text))
        .map(statement -> Blocks.remove(document, statement))
        .toList();
  }

  /// From the read to the last write of what it read.
  private static Optional<Region> region(Document document, Case.Race race, Read read) {
    var statements = new ArrayList<Statement>();
    Place.statement(document, read.site()).ifPresent(statements::add);
    for (Write write : race.flow().writes()) {
      boolean same =
          write.equals(race.write()) || write.target().filter(t -> t == read).isPresent();
      if (same
          && write.outermost().path().equals(document.path())
          && write.kind() != Write.Kind.GET_OR_CREATE) {
        Place.statement(document, write.outermost()).ifPresent(statements::add);
      }
    }
    return statements.size() < 2
        ? Optional.empty()
        : Region.covering(document, List.copyOf(statements));
  }
}
