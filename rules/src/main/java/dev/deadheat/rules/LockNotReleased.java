package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.Lapse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A lock that does not end where it should: left behind by an error or a `return`, released before
/// the commit or by somebody else, or gone by itself while it is needed.
final class LockNotReleased implements Rule {
  private static final RuleId ID = new RuleId("DH303", "lock-not-released", 667);

  /// Who waits for a lock this long does not notice that it was left behind.
  private static final int BRIEF_SECONDS = 30;

  /// How to say what is wrong.
  private record Words(String message, Confidence confidence, List<String> story, String cure) {}

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  public List<Finding> check(FunctionFlow flow, Project project) {
    var out = new ArrayList<Finding>();
    for (Lapse lapse : flow.lapses()) {
      words(flow, lapse, project).ifPresent(words -> out.add(finding(flow, project, lapse, words)));
    }
    return out;
  }

  private static Finding finding(FunctionFlow flow, Project project, Lapse lapse, Words words) {
    Site taken = new Site(flow.function(), lapse.taken());
    Site at = new Site(flow.function(), lapse.at());
    return Findings.of(
        ID,
        flow,
        new Findings.Subject(
            "",
            List.of(),
            new Section(Optional.of(taken), at, taken),
            project.reach(flow.function(), _ -> false)),
        words.message(),
        Severity.MEDIUM,
        words.confidence(),
        words.story(),
        words.cure());
  }

  private static Optional<Words> words(FunctionFlow flow, Lapse lapse, Project project) {
    String at = Findings.line(new Site(flow.function(), lapse.at()));
    String taken = Findings.line(new Site(flow.function(), lapse.taken()));
    return switch (lapse.kind()) {
      case LEFT_BY_ERROR -> Optional.of(leftByError(lapse, taken, at));
      case LEFT_BY_RETURN -> Optional.of(leftByReturn(lapse, taken, at));
      case LEFT -> Optional.of(left(lapse, taken));
      case RELEASED_BY_LOSER -> Optional.of(byLoser(taken, at));
      case OUTLIVED -> LockLifetime.judge(lapse).map(sure -> outlived(lapse, sure, taken, at));
      case BEFORE_COMMIT -> Optional.of(early("", Confidence.MEDIUM, taken));
      case RELEASED ->
          lapse.threads()
              ? Optional.empty()
              : OpenTransaction.outside(flow.function(), project)
                  .filter(open -> isKnown(open, project))
                  .map(open -> early(open.words(), confidence(open), taken));
    };
  }

  /// Whether somebody is known to open it: of a function that nobody calls, nothing is.
  private static boolean isKnown(OpenTransaction open, Project project) {
    return open.by() != OpenTransaction.By.SETTING
        || project.facts().entryPoints().of(open.site().function()).isPresent();
  }

  private static Confidence confidence(OpenTransaction open) {
    return switch (open.by()) {
      case HERE, CALLER, SETTING -> Confidence.MEDIUM;
      case FRAMEWORK, SENDER, DELETER, ADMIN, RELATION -> Confidence.LOW;
    };
  }

  private static String forHowLong(Lapse lapse) {
    return switch (lapse.expiry()) {
      case Expiry.Never _ ->
          lapse.threads() ? "until the process is restarted" : "until somebody deletes it";
      case Expiry.Sometime _ -> "until it expires";
      case Expiry.After(int seconds) -> "for " + seconds + " seconds";
    };
  }

  private static boolean isBrief(Lapse lapse) {
    return lapse.expiry() instanceof Expiry.After(int seconds) && seconds < BRIEF_SECONDS;
  }

  private static boolean lasts(Lapse lapse) {
    return lapse.expiry() instanceof Expiry.Never;
  }

  private static Words leftByError(Lapse lapse, String taken, String at) {
    return new Words(
        "an error at "
            + at
            + " leaves the lock behind: everybody else is kept out "
            + forHowLong(lapse),
        lasts(lapse) ? Confidence.HIGH : isBrief(lapse) ? Confidence.LOW : Confidence.MEDIUM,
        List.of(
            "A takes the lock at " + taken + ".",
            "A fails at " + at + "; nothing on this way releases the lock.",
            "B waits, or is turned away, " + forHowLong(lapse) + "."),
        "Release it in `finally`, in a `try` that begins right after it is taken, or use `with`.");
  }

  private static Words leftByReturn(Lapse lapse, String taken, String at) {
    return new Words(
        "the function can end at "
            + at
            + " with the lock held: everybody else is kept out "
            + forHowLong(lapse),
        isBrief(lapse) ? Confidence.MEDIUM : Confidence.HIGH,
        List.of(
            "A takes the lock at " + taken + ".",
            "A leaves at " + at + "; nothing on this way releases the lock.",
            "B waits, or is turned away, " + forHowLong(lapse) + "."),
        "Release it in `finally`, in a `try` that begins right after it is taken, or use `with`.");
  }

  private static Words left(Lapse lapse, String taken) {
    return new Words(
        "nothing releases this lock: everybody else is kept out " + forHowLong(lapse),
        Confidence.MEDIUM,
        List.of(
            "A takes the lock at " + taken + " and never releases it.",
            "B waits, or is turned away, " + forHowLong(lapse) + "."),
        "Take it by `with`, or release it in `finally`.");
  }

  private static Words byLoser(String taken, String at) {
    return new Words(
        "whoever did not get the lock releases it at "
            + at
            + ": the next one comes in while its holder is still at work",
        Confidence.HIGH,
        List.of(
            "A gets the lock at " + taken + ".",
            "B does not get it, leaves, and deletes A's lock at " + at + ".",
            "C gets it and works at the same time as A."),
        "Begin the `try` after the lock was got, so that only its holder reaches `finally`.");
  }

  private static Words early(String who, Confidence confidence, String taken) {
    return new Words(
        "the lock is released while the transaction around it is still open"
            + who
            + ": the next holder does not see what was written under it",
        confidence,
        List.of(
            "A takes the lock at " + taken + ", writes, and releases it, not committed yet.",
            "B takes the lock and reads the rows as they were before A.",
            "A commits; B goes on with what it read."),
        "Put the transaction inside the lock, not the lock inside the transaction.");
  }

  private static Words outlived(Lapse lapse, Confidence confidence, String taken, String at) {
    String last = forHowLong(lapse).replaceFirst("^for", "after").replaceFirst("^until", "when");
    return new Words(
        "the lock lasts "
            + LockLifetime.span(lapse)
            + ", and "
            + LockLifetime.toil(lapse)
            + " at "
            + at
            + " may take longer: two are inside then"
            + (lapse.stolen() ? ", and the first deletes the lock of the second" : ""),
        confidence,
        List.of(
            "A takes the lock at " + taken + ".",
            "A is still busy at " + at + " " + last + ": the lock is gone.",
            "B takes the lock and works at the same time as A.",
            lapse.stolen()
                ? "A finishes and deletes the lock, which is B's by now: C comes in too."
                : "A finishes, and writes what B does not know of."),
        lapse.stolen()
            ? "Let it last longer than the work can (bound that with timeouts), or renew it; store"
                + " a token of your own in it and delete it only if it is still there."
            : "Let it last longer than the work can (bound that with timeouts), or renew it while"
                + " you work.");
  }
}
