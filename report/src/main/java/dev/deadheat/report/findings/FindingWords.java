package dev.deadheat.report.findings;

import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  /// The message, the story of two users, who gets there, and the cure, a line each.
  public static List<String> whole(Finding finding) {
    var out = new ArrayList<String>();
    out.add(finding.message());
    out.addAll(finding.story());
    if (!finding.entryPoints().isEmpty()) {
      out.add("Reached by " + reachedBy(finding) + ".");
    }
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
