package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Layout;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Lets one request at a time look and create, where there is no row to lock and no unique key to
/// ask for: PostgreSQL's lock for whatever a program means by a number, held to the end of the
/// transaction.
final class AdvisoryLock implements Cure {
  private static final String TITLE = "Let one request at a time look and create: an advisory lock";
  private static final int MOST_LINES = 30;

  /// Classes that inherit a method before it counts as nobody's own.
  private static final int MANY = 4;

  private static final String GLOBAL =
      "PostgreSQL only; every request that comes here waits for the others, whatever row it is for"
          + " (name the row in the key to let more pass)";
  private static final String REASON = "; who writes without this lock is not kept out";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> race = each.holder().filter(r -> r.write().table().model().isPresent());
    if (race.isEmpty() || race.get().read().isEmpty()) {
      return List.of();
    }
    var out = new ArrayList<Candidate>();
    boolean looked = each.finding().rule().code().equals("DH201");
    if (looked && of(each, race.get(), true) instanceof Verdict.Yes<Candidate>(Candidate twice)) {
      out.add(twice);
    }
    out.add(
        switch (of(each, race.get(), false)) {
          case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
          case Verdict.No<Candidate>(String reason) ->
              Candidate.refused(Kind.ADVISORY_LOCK, TITLE, reason);
        });
    return out;
  }

  /// @param twice whether to look without the lock first
  private static Verdict<Candidate> of(Case each, Case.Race race, boolean twice) {
    if (!isPostgres(each)) {
      return new Verdict.No<>("no settings of the project name PostgreSQL, whose lock it is");
    }
    Document document = each.documents().at(race.flow().function().module().path());
    Read read = race.read().orElseThrow();
    Site look = read.via().isEmpty() ? read.site() : read.via().getFirst();
    Optional<Region> region = region(document, race, look, race.write());
    if (region.isEmpty()) {
      return new Verdict.No<>("the look and the new row stand in different functions");
    }
    if (each.belongsInside(race)) {
      return new Verdict.No<>(Case.Race.INSIDE);
    }
    Optional<Node> prepared = Prepared.before(document, region.get());
    if (prepared.isPresent()) {
      return new Verdict.No<>(
          "what is validated was put together at line "
              + document.line(prepared.get())
              + ", of what was read before the lock: that look has to come under it too");
    }
    if (region.get().lines() > MOST_LINES) {
      return new Verdict.No<>(
          "every request of this kind would wait for "
              + region.get().lines()
              + " lines of work: move the look and the new row closer together first");
    }
    long heirs = heirs(each, race);
    if (heirs >= MANY) {
      return new Verdict.No<>(
          "it serves "
              + heirs
              + " classes, and all that they do would wait for one lock: take it where the row is"
              + " made, with what the row belongs to in its key");
    }
    var draft = new Draft(document, region.get().function());
    Optional<String> part = LockKey.part(document, region.get(), race);
    List<String> lines = lines(each, draft, race.write().table().model().orElseThrow(), part);
    Node at = Place.node(document, look);
    Optional<SecondLook> second =
        twice && at instanceof Expression.Call
            ? SecondLook.of(region.get(), at, document.text(at))
            : Optional.empty();
    if (twice && second.isEmpty()) {
      return new Verdict.No<>("what is done does not hang on the look alone");
    }
    Region covered = second.map(SecondLook::region).orElse(region.get());
    var transaction = new Transaction(each, race.flow(), covered);
    Statement first = region.get().reached(Place.statement(document, look).orElseThrow());
    Verdict<String> written =
        second.isPresent()
            ? second.get().write(draft, transaction, lines)
            : transaction.lockingAt(first).write(draft, lines, Optional.empty());
    return switch (written) {
      case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<String>(String more) ->
          new Verdict.Yes<>(
              new Candidate(
                  Kind.ADVISORY_LOCK,
                  twice ? TITLE + SecondLook.TITLE : TITLE,
                  Applicability.UNSAFE,
                  part.map(text ->
                          "PostgreSQL only; requests with the same `"
                              + text
                              + "` wait for each other")
                          .orElse(GLOBAL)
                      + REASON
                      + more,
                  List.of(draft.patch())));
    };
  }

  /// The lines that take the lock.
  ///
  /// @param part what tells the rows of a model apart, as it is written there
  static List<String> lines(Case each, Draft draft, ModelFacts model, Optional<String> part) {
    String connection = draft.name("django.db", "connection");
    Layout layout = draft.document().layout();
    var lines = new ArrayList<String>();
    boolean others = settings(each).anyMatch(text -> text.contains("sqlite"));
    if (others) {
      lines.add("if " + connection + ".vendor == " + layout.string("postgresql") + ":");
    }
    String indent = others ? layout.unit() : "";
    lines.add(indent + "with " + connection + ".cursor() as cursor:");
    lines.add(
        indent
            + layout.unit()
            + "cursor.execute("
            + layout.string("SELECT pg_advisory_xact_lock(hashtext(%s))")
            + ", ["
            + (part.isPresent() ? "f" : "")
            + layout.string(key(model) + part.map(text -> ":{" + text + "}").orElse(""))
            + "])");
    return lines;
  }

  /// How many classes of the project inherit the method.
  private static long heirs(Case each, Case.Race race) {
    return race.flow().function().owner().stream().flatMap(each::heirs).count();
  }

  private static Optional<Region> region(
      Document document, Case.Race race, Site look, Write write) {
    boolean here =
        look.function().equals(race.flow().function())
            && write.outermost().function().equals(race.flow().function());
    Optional<Statement> from = here ? Place.statement(document, look) : Optional.empty();
    Optional<Statement> to = here ? Place.statement(document, write.outermost()) : Optional.empty();
    return from.isEmpty() || to.isEmpty()
        ? Optional.empty()
        : Region.covering(document, List.of(from.get(), to.get()));
  }

  /// What the lock is called: the app's folder and the model.
  private static String key(ModelFacts model) {
    List<String> parts = model.definition().module().parts();
    int models = parts.indexOf("models");
    int app = models > 0 ? models - 1 : parts.size() - 2;
    String label = app >= 0 ? parts.get(app) + "." : "";
    return label + model.name().toLowerCase(Locale.ROOT);
  }

  static boolean isPostgres(Case each) {
    return settings(each)
        .anyMatch(text ->
            text.contains("postgres") || text.contains("psycopg") || text.contains("sslmode"));
  }

  /// The text of the project's settings.
  private static Stream<String> settings(Case each) {
    return each.facts().modules().stream()
        .filter(module -> !module.library() && !module.isTest())
        .filter(module ->
            module.binding("DATABASES").isPresent()
                || module.parts().stream().anyMatch(part -> part.contains("settings")))
        .map(module -> each.documents().at(module.path()).source().text());
  }
}
