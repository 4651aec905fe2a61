package dev.deadheat.fix.cure;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which cures there are for which rule, in the order in which a person would think of them.
public final class Cures {
  private Cures() {}

  private static List<Cure> of(String code) {
    return switch (code) {
      case "DH101" ->
          List.of(
              new ComputeInDatabase(),
              UpdateFields.BESIDES,
              new LockRow(),
              new ConditionalUpdate(),
              new LockInView());
      case "DH102" -> List.of(new UpdateFields(), new LockRow(), new LockInView());
      case "DH105" -> List.of(new CountInCache());
      case "DH103", "DH104" -> List.of(new LockRow());
      case "DH201" ->
          List.of(
              new UpdateOrCreate(),
              new GetOrCreate(),
              new ParentLock(),
              new ValidateAgain(),
              new AdvisoryLock());
      case "DH202" -> List.of(new Constraint(), new ParentLock());
      case "DH203" -> List.of(new LockRow(), new ConditionalUpdate(), new LockInView());
      case "DH204" -> List.of(new ParentLock(), new AdvisoryLock());
      case "DH205" -> List.of(new ParentLock(), new AdvisoryLock(), new TakeAnother());
      case "DH301" -> List.of(new LockCures.OpenTransaction());
      case "DH302" -> List.of(new LockCures.Evaluate());
      case "DH303" -> List.of(new LockCures.Release(), new LockCures.TurnInsideOut());
      case "DH304" -> List.of(new DatabaseLockCures.OwnTable());
      case "DH401", "DH403" -> List.of(new OnCommit());
      case "DH404" -> List.of(new OneTransaction());
      case "DH402" -> List.of(new DatabaseLockCures.Savepoint());
      case "DH501" -> List.of(new LocksInOrder(), new LockTwins());
      case "DH502" -> List.of(new LockByKey());
      default -> List.of();
    };
  }

  /// The cures of a finding in order, those that cannot be written last.
  ///
  /// @param preference what to put first where it would do
  public static List<Candidate> candidates(
      Finding finding, ProjectFacts facts, Documents documents, Optional<Preference> preference) {
    Optional<String> no = documents.at(finding.path()).refusal();
    Case each = Case.of(finding, facts, documents);
    var out = new ArrayList<Candidate>();
    for (Cure cure : of(finding.rule().code())) {
      for (Candidate candidate : cure.offer(each)) {
        out.add(
            no.filter(_ -> candidate.applicable()).isPresent()
                ? Candidate.refused(
                    candidate.kind(),
                    candidate.title(),
                    finding.path() + " is left as it is: " + no.get())
                : candidate);
      }
    }
    if (out.isEmpty()) {
      out.add(none(each));
    }
    out.sort(
        Comparator.comparing((Candidate candidate) -> !candidate.applicable())
            .thenComparing(
                candidate -> preference.filter(p -> p.prefers(candidate.kind())).isEmpty()));
    return List.copyOf(out);
  }

  /// Why there is nothing to offer.
  private static Candidate none(Case each) {
    Finding finding = each.finding();
    Document document = each.documents().at(finding.path());
    Optional<String> waits = yields(document, finding.line());
    boolean apart = finding.read().filter(spot -> !spot.path().equals(finding.path())).isPresent();
    return Candidate.refused(
        Kind.LOCK,
        finding.cure(),
        waits.isPresent()
            ? waits.get()
            : apart
                ? "the read and the write lie in different files, with code between them that no small"
                    + " edit covers"
                : "the code has none of the shapes that can be rewritten without a person's judgement");
  }

  /// Why the function at a line holds no transaction open, if it yields.
  private static Optional<String> yields(Document document, int line) {
    return Document.all(document.parsed().tree(), Statement.Function.class::isInstance).stream()
        .map(Statement.Function.class::cast)
        .filter(function ->
            document.line(function) <= line && line <= document.endLine(function.body().getLast()))
        .reduce((_, inner) -> inner)
        .flatMap(function ->
            Document.all(
                    function,
                    node ->
                        node instanceof Expression.Yield || node instanceof Expression.YieldFrom)
                .stream()
                .findFirst())
        .map(node -> Dangers.yields(document, node));
  }
}
