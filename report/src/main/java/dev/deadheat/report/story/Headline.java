package dev.deadheat.report.story;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.report.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A verdict in the words of its heading and its footing, the same in every output.
///
/// @param tone how it is to be taken
/// @param name `lost update`, `deadlock`, `clean`
/// @param gist what the word means here: `rows end as no serial order leaves them`
public record Headline(Tone tone, String name, String gist) {

  /// How a verdict is to be taken; drawn as a sign and a colour.
  public enum Tone {
    BAD,
    DOUBT,
    GOOD
  }

  /// The heading of a verdict.
  public static Headline of(Verdict verdict) {
    var named = verdict.anomaly().map(Printable::flat).filter(n -> !n.isBlank());
    return switch (verdict.status()) {
      case ANOMALY -> new Headline(Tone.BAD, named.orElse("anomaly"), severity(verdict));
      case DEADLOCK ->
          new Headline(
              Tone.BAD, "deadlock", "lanes wait for each other until the server ends one of them");
      case ERROR ->
          new Headline(
              Tone.BAD,
              named.orElse("error"),
              "an answer fails that no serial order makes fail; the rows are as a serial order's");
      case FAULT -> new Headline(Tone.BAD, named.orElse("fault"), left(verdict));
      case LATENT ->
          new Headline(
              Tone.DOUBT,
              named.map(n -> "latent " + n).orElse("latent"),
              "the cycle is there; with these inputs no outcome differs. This is not safe");
      case NEVER_MET ->
          new Headline(Tone.DOUBT, "never met", "the requests did not meet: nothing was proved");
      case INCONCLUSIVE -> new Headline(Tone.DOUBT, "inconclusive", "not everything was looked at");
      case CLEAN ->
          new Headline(
              Tone.GOOD,
              "clean",
              verdict.faults().isPresent()
                  ? "after every fault of these orders nothing stays behind"
                  : "every class of orders was tried, and none breaks it");
    };
  }

  /// The name with a capital: `Lost update`.
  public String title() {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String left(Verdict verdict) {
    return switch (verdict.severity()) {
      case CORRUPTS_ROWS -> "a failure leaves rows as no serial order leaves them";
      case BLOCKS -> "a failure leaves something behind that stands in the way of others";
      case SUCCEEDS_TWICE, ONLY_AN_ERROR, ONLY_A_RESPONSE, LATENT, NONE ->
          "a failure leaves something behind";
    };
  }

  private static String severity(Verdict verdict) {
    return switch (verdict.severity()) {
      case CORRUPTS_ROWS -> "the rows end as no serial order leaves them";
      case SUCCEEDS_TWICE -> "all succeed where any serial order refuses one";
      case BLOCKS -> "what is left behind stands in the way of others";
      case ONLY_AN_ERROR -> "only an answer fails; the rows are as a serial order's";
      case ONLY_A_RESPONSE -> "only an answer differs; the rows are as a serial order's";
      case LATENT, NONE -> "no serial order ends like this";
    };
  }

  /// What was looked at: `12 schedules (3 cut short) in 5 classes: all orders; the search is
  /// complete`.
  public static String explored(Verdict verdict) {
    if (verdict.faults().isPresent()) {
      return FaultWords.explored(verdict, verdict.faults().get());
    }
    var explored = verdict.explored();
    var out =
        count(explored.schedules(), "schedule")
            + (explored.cut() > 0 ? " (" + explored.cut() + " cut short)" : "")
            + " in "
            + count(explored.classes(), "class", "classes");
    if (!explored.bound().isBlank()) {
      out += ": " + Printable.flat(explored.bound());
    }
    return out
        + (explored.complete()
            ? "; the search is complete"
            : stoppedAtFirst(verdict)
                ? "; stopped at this one"
                : "; stopped before all were tried");
  }

  /// From which rows; empty if not told.
  public static String startRows(Verdict verdict) {
    return Printable.flat(verdict.explored().startRows());
  }

  /// The requests, one line each: `A POST /racy/ as ann`.
  public static List<String> requests(Verdict verdict) {
    var out = new ArrayList<String>();
    for (var r : verdict.requests()) {
      out.add(
          Printable.of(r.lane())
              + "  "
              + Printable.flat(r.method() + " " + r.path())
              + r.user().map(u -> " as " + Printable.flat(u)).orElse("")
              + r.where().map(line -> " from " + Printable.flat(line)).orElse(""));
    }
    return out;
  }

  /// How sure the shown schedule is: `reproduced 5 of 5 times`; empty if it was not run again.
  public static String reproduced(Verdict verdict) {
    return verdict
        .reproduced()
        .map(r -> "reproduced " + r.same() + " of " + count(r.of(), "time"))
        .orElse("");
  }

  private static boolean stoppedAtFirst(Verdict verdict) {
    return switch (verdict.status()) {
      case ANOMALY, DEADLOCK, ERROR, FAULT -> true;
      case LATENT, NEVER_MET, CLEAN, INCONCLUSIVE -> false;
    };
  }

  /// A number and its noun: `1 schedule`, `1,024 schedules`.
  public static String count(long n, String one) {
    return count(n, one, one + "s");
  }

  private static String count(long n, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? one : many);
  }

  /// Whether the picture of the schedule is part of the answer, or only an illustration.
  public static boolean needsPicture(Verdict verdict) {
    return verdict.status() != Status.CLEAN && verdict.status() != Status.NEVER_MET;
  }
}
