package dev.deadheat.report.findings;

import dev.deadheat.loop.Proof;
import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The words that all outputs say of findings in the same way.
public final class FindingWords {
  private FindingWords() {}

  /// How bad, and how sure: `high, low confidence`.
  public static String rank(Finding finding) {
    return lower(finding.severity()) + ", " + lower(finding.confidence()) + " confidence";
  }

  /// Who gets there: `view transfer, task settle`; empty if nobody is known to.
  public static String reachedBy(Finding finding) {
    return String.join(
        ", ",
        finding.entryPoints().stream().map(entry -> entry.kind() + " " + entry.name()).toList());
  }

  /// What scenarios showed, in words: `reproduced by "two deposits": deadheat replay …`.
  public static String proved(Proof proof) {
    String scenario = "\"" + proof.scenario().orElse("") + "\"";
    return switch (proof.status()) {
      case REPRODUCED ->
          "reproduced by "
              + scenario
              + proof.replay().map(file -> ": deadheat replay " + file).orElse("");
      case NOT_REPRODUCED ->
          "not reproduced by %s: %s of orders, %s"
              .formatted(scenario, classes(proof.classes()), proof.bound());
      case INCONCLUSIVE ->
          "inconclusive in %s: %s of orders, %s"
              .formatted(scenario, classes(proof.classes()), proof.bound());
      case NO_REQUEST -> "no request of any scenario goes through it";
    };
  }

  private static String classes(long number) {
    return number == 1 ? "1 class" : number + " classes";
  }

  /// The message, the story of two users, who gets there, what was proved, and the cure, a line
  /// each.
  public static List<String> whole(Finding finding, Optional<Proof> proof) {
    var out = new ArrayList<String>();
    out.add(finding.message());
    out.addAll(finding.story());
    if (!finding.entryPoints().isEmpty()) {
      out.add("Reached by " + reachedBy(finding) + ".");
    }
    proof.ifPresent(known -> out.add("Proof: " + proved(known) + "."));
    out.add("Cure: " + finding.cure());
    return out;
  }

  /// What was looked at and what is not shown: `2 findings in 15 files, 1 model, 4 entry points`.
  public static String looked(Checked checked) {
    var out = new ArrayList<String>();
    out.add(
        count(checked.findings().size(), "finding")
            + " in "
            + count(checked.files(), "file")
            + ", "
            + count(checked.models(), "model")
            + ", "
            + count(checked.entryPoints(), "entry point"));
    Checked.Left left = checked.left();
    if (left.known() > 0) {
      out.add(left.known() + " known from the baseline");
    }
    if (left.elsewhere() > 0) {
      out.add(left.elsewhere() + " on unchanged lines");
    }
    if (left.suppressed() > 0) {
      out.add(left.suppressed() + " answered by comments");
    }
    if (left.hidden() > 0) {
      out.add(left.hidden() + " of low confidence not shown (--all)");
    }
    return String.join("; ", out);
  }

  /// `1 file`, `2 files`.
  public static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /// A rank's name as people read it: `high`.
  public static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
