package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Looks for the last number again when another request took the next one: a unique key refuses the
/// second row, and a few more attempts follow. Nobody waits for anybody.
final class TakeAnother implements Cure {
  private static final String TITLE =
      "Take another number when this one is taken: catch `IntegrityError` and try again";
  private static final String REASON =
      "the lines run again when a unique key refuses the row, five times at most; then the error is"
          + " raised as it is today";
  private static final int ATTEMPTS = 5;
  private static final int MOST_LINES = 20;
  private static final String COUNTER = "attempt";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> race =
        each.holder()
            .filter(found -> found.read().isPresent() && found.write().table().model().isPresent());
    return race.isEmpty()
        ? List.of()
        : List.of(
            switch (of(each, race.get())) {
              case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
              case Verdict.No<Candidate>(String reason) ->
                  Candidate.refused(Kind.RETRY, TITLE, reason);
            });
  }

  private static Verdict<Candidate> of(Case each, Case.Race race) {
    Document document = each.documents().at(race.flow().function().module().path());
    Read read = race.read().orElseThrow();
    Site look = read.via().isEmpty() ? read.site() : read.via().getFirst();
    boolean here =
        look.function().equals(race.flow().function())
            && race.write().outermost().function().equals(race.flow().function());
    Optional<Statement> from = here ? Place.statement(document, look) : Optional.empty();
    Optional<Statement> to =
        here ? Place.statement(document, race.write().outermost()) : Optional.empty();
    Optional<Region> region =
        from.isEmpty() || to.isEmpty()
            ? Optional.empty()
            : Region.covering(document, List.of(from.get(), to.get()));
    if (region.isEmpty()) {
      return new Verdict.No<>("the look and the new row stand in different functions");
    }
    if (race.isInsideOneCall()) {
      return new Verdict.No<>(Case.Race.INSIDE);
    }
    Optional<String> no = repeating(each, document, race, region.get());
    if (no.isPresent()) {
      return new Verdict.No<>(no.get());
    }
    ModelFacts model = race.write().table().model().orElseThrow();
    var patches = new ArrayList<Patch>();
    Set<String> key = key(each, read);
    if (!isKeyed(each, model)) {
      switch (Constraint.of(each, model, key)) {
        case Verdict.No<List<Patch>>(String reason) -> {
          return new Verdict.No<>("it needs a unique key, and " + reason);
        }
        case Verdict.Yes<List<Patch>>(List<Patch> made) -> patches.addAll(made);
      }
      if (patches.stream().anyMatch(patch -> patch.path().equals(document.path()))) {
        return new Verdict.No<>("it needs a unique key over `" + String.join("`, `", key) + "`");
      }
    }
    String more = patches.isEmpty() ? "" : "; " + Constraint.reason(patches);
    patches.addFirst(write(document, region.get()));
    return new Verdict.Yes<>(
        new Candidate(Kind.RETRY, TITLE, Applicability.UNSAFE, REASON + more, patches));
  }

  /// Why the statements cannot run again.
  private static Optional<String> repeating(
      Case each, Document document, Case.Race race, Region region) {
    Optional<String> no = Dangers.function(document, region.function());
    var dangers = new Dangers(region, race.flow());
    no = no.or(dangers::waiting).or(() -> new SlowCalls(each, region, race.flow()).reason());
    if (no.isPresent()) {
      return no;
    }
    if (!region.movable() || region.lines() > MOST_LINES || !dangers.tasks().isEmpty()) {
      return Optional.of("more stands between the look and the new row than may run twice");
    }
    for (Node node : region.nodes()) {
      boolean once =
          node instanceof Statement.AugAssign
              || node instanceof Statement.Break
              || node instanceof Statement.Continue
              || (node instanceof Expression.Call call && Place.name(call).equals("pop"));
      if (once) {
        return Optional.of("line " + document.line(node) + " must not run twice");
      }
    }
    boolean taken =
        !Document.all(
                region.function(),
                node -> node instanceof Expression.Name name && name.id().equals(COUNTER))
            .isEmpty();
    return taken ? Optional.of("`" + COUNTER + "` means something else there") : Optional.empty();
  }

  /// What makes a number unique: itself, among the rows that were looked at.
  private static Set<String> key(Case each, Read read) {
    var out = new LinkedHashSet<String>();
    read.lookups().stream()
        .map(lookup -> lookup.replaceAll("(_id|__pk|__id)$", ""))
        .sorted()
        .forEach(out::add);
    out.addAll(new TreeSet<>(each.finding().fields()));
    return out;
  }

  private static boolean isKeyed(Case each, ModelFacts model) {
    return model.keys().stream()
            .anyMatch(key ->
                !key.conditional()
                    && each.finding().fields().stream().anyMatch(key.columns()::contains))
        || each.finding().fields().stream()
            .flatMap(field -> model.field(field).stream())
            .anyMatch(field -> field.unique());
  }

  private static Patch write(Document document, Region region) {
    String unit = document.layout().unit();
    var draft = new Draft(document, region.function());
    String error = draft.name("django.db", "IntegrityError");
    String atomic = draft.name("django.db", "transaction") + ".atomic";
    Statement first = region.firstStatement();
    Statement last = region.lastStatement();
    draft.add(
        Blocks.wrap(
            document,
            first,
            last,
            List.of(
                "for " + COUNTER + " in range(" + ATTEMPTS + "):",
                "try:",
                unit + "with " + atomic + "():")));
    int start = document.startOf(first);
    draft.add(Blocks.indent(document, start, last.end()));
    draft.add(Blocks.indent(document, start, last.end()));
    var after = new ArrayList<String>();
    if (!(last instanceof Statement.Return)) {
      after.add(unit + unit + "break");
    }
    after.add(unit + "except " + error + ":");
    after.add(unit + unit + "if " + COUNTER + " == " + (ATTEMPTS - 1) + ":");
    after.add(unit + unit + unit + "raise");
    draft.add(Blocks.after(document, last, after));
    return draft.patch();
  }
}
