package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Locks the row that others belong to before they are counted, numbered or looked for: a row that
/// is not there yet cannot be locked itself.
final class ParentLock implements Cure {
  private static final String TITLE = "Lock the row that they belong to before looking";
  private static final String REASON =
      "it takes a lock and opens a transaction: all who add to the same parent wait for each other,"
          + " also those who do not look; who adds without this lock is not kept out";
  private static final String TWICE =
      "it takes a lock and opens a transaction where nothing is found: all who would add to the"
          + " same parent then wait for each other; who adds without this lock is not kept out";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> reader =
        each.reader()
            .or(each::holder)
            .filter(race -> race.read().isPresent() && race.write().table().model().isPresent());
    if (reader.isEmpty()) {
      return List.of();
    }
    var out = new ArrayList<Candidate>();
    boolean looked = each.finding().rule().code().equals("DH201");
    if (looked && of(each, reader.get(), true) instanceof Verdict.Yes<Candidate>(Candidate twice)) {
      out.add(twice);
    }
    out.add(
        switch (of(each, reader.get(), false)) {
          case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
          case Verdict.No<Candidate>(String reason) ->
              Candidate.refused(Kind.PARENT_LOCK, TITLE, reason);
        });
    return out;
  }

  /// @param twice whether to look without the lock first
  private static Verdict<Candidate> of(Case each, Case.Race race, boolean twice) {
    Read read = race.read().orElseThrow();
    Write write = race.write();
    Site look = read.via().isEmpty() ? read.site() : read.via().getFirst();
    if (!look.function().equals(race.flow().function())) {
      return new Verdict.No<>("the look and the new row stand in different functions");
    }
    if (race.isInsideOneCall()) {
      return new Verdict.No<>(Case.Race.INSIDE);
    }
    Document document = each.documents().at(look.path());
    Node at = Place.node(document, look);
    ModelFacts model = write.table().model().orElseThrow();
    Optional<ParentRow> parent =
        read.via().isEmpty()
            ? ParentRow.named(each, document, at, model)
            : HandedParent.asked(each, race, document, at, model)
                .or(() -> HandedParent.handed(each, race, document, at, model));
    if (parent.isEmpty()) {
      return new Verdict.No<>(
          "no row that all of them belong to is named where they are looked for; a unique"
              + " constraint or an advisory lock would do");
    }
    boolean prose =
        each.finding().rule().code().equals("DH205")
            && each.finding().fields().stream()
                .flatMap(field -> model.field(field).stream())
                .anyMatch(field -> field.type().contains("Text"));
    if (prose) {
      return new Verdict.No<>("the number goes into a text, where nobody takes it for a key");
    }
    Optional<Statement> from = document.statement(at);
    Optional<Statement> to = Place.statement(document, write.outermost());
    Optional<Region> region =
        from.isEmpty() || to.isEmpty() || !write.outermost().path().equals(document.path())
            ? Optional.empty()
            : Region.covering(document, List.of(from.get(), to.get()));
    if (region.isEmpty()) {
      return new Verdict.No<>("the look and the new row stand in different functions");
    }
    if (!isKnown(region.get(), parent.get(), from.orElseThrow())) {
      return new Verdict.No<>(
          "`" + parent.get().key() + "` is not known yet where the transaction would begin");
    }
    var draft = new Draft(document, region.get().function());
    Optional<String> manager =
        parent.get().model().isEmpty()
            ? Optional.of(draft.name("django.contrib.auth", "get_user_model") + "().objects")
            : ModelName.manager(
                each,
                draft,
                race.flow().function().module(),
                parent.get().model().get(),
                parent.get().row());
    if (manager.isEmpty()) {
      return new Verdict.No<>(
          "`"
              + parent.get().model().map(ModelFacts::name).orElse("")
              + "` is not imported there; import it and lock its row");
    }
    String locked = manager.get() + ".select_for_update().get(pk=" + parent.get().key() + ")";
    Optional<SecondLook> second =
        twice
            ? Backward.query(each, draft, race, document, at)
                .flatMap(query -> SecondLook.of(region.get(), at, query))
            : Optional.empty();
    if (twice && second.isEmpty()) {
      return new Verdict.No<>("what is done does not hang on the look alone");
    }
    Region covered = second.map(SecondLook::region).orElse(region.get());
    Optional<String> missing =
        Missing.reason(each, race, covered, parent.get().key(), parent.get().row());
    if (missing.isPresent()) {
      return new Verdict.No<>(missing.get());
    }
    var transaction = new Transaction(each, race.flow(), covered);
    Verdict<String> written =
        second.isPresent()
            ? second.get().write(draft, transaction, List.of(locked))
            : transaction.write(draft, List.of(locked), Optional.empty());
    return switch (written) {
      case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<String>(String more) ->
          new Verdict.Yes<>(
              new Candidate(
                  Kind.PARENT_LOCK,
                  twice ? "Lock the row that they belong to" + SecondLook.TITLE : TITLE,
                  Applicability.UNSAFE,
                  (twice ? TWICE : REASON) + more,
                  List.of(draft.patch())));
    };
  }

  /// Whether the parent's name is bound before the region, and not again before the look.
  private static boolean isKnown(Region region, ParentRow parent, Statement look) {
    String root = parent.key().split("\\.", -1)[0];
    List<Expression.Name> bound =
        Document.all(
                region.function(),
                node ->
                    node instanceof Expression.Name name
                        && name.id().equals(root)
                        && name.ctx() == ExprContext.STORE)
            .stream()
            .map(Expression.Name.class::cast)
            .toList();
    boolean later =
        bound.stream().filter(region::contains).allMatch(name -> name.start() >= look.start());
    boolean before = bound.stream().anyMatch(name -> name.end() < region.firstStatement().start());
    return bound.stream().noneMatch(region::contains)
        || (later
            && look instanceof Statement.Assign
            && (before || region.function().args().all().anyMatch(a -> a.arg().equals(root))));
  }
}
