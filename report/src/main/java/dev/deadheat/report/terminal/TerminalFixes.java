package dev.deadheat.report.terminal;

import dev.deadheat.fix.Identity;
import dev.deadheat.fix.Rounds;
import dev.deadheat.fix.cure.Applicability;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Patch;
import dev.deadheat.report.text.Printable;
import dev.deadheat.report.text.Width;
import dev.deadheat.rules.Finding;
import java.util.List;
import java.util.Map;

/// Cures for the terminal: each finding with what may be done about it, or what was done.
///
/// Prose is wrapped; the lines of a diff are left as they are, so that they can be copied.
public final class TerminalFixes {
  private static final int MOST_CELLS = 100;
  private static final int MOST_LINES = 40;

  private final TerminalLook look;
  private final int cells;

  public TerminalFixes(TerminalLook look) {
    this.look = look;
    this.cells = Math.min(look.width(), MOST_CELLS);
  }

  /// Every finding with its cures and their diffs, then how many there are of each kind.
  public String diffs(Map<Finding, List<Candidate>> cures, int files) {
    var out = new StringBuilder();
    int safe = 0;
    int unsafe = 0;
    for (Map.Entry<Finding, List<Candidate>> entry : cures.entrySet()) {
      List<Candidate> candidates = entry.getValue();
      head(entry.getKey(), out);
      if (candidates.isEmpty()) {
        wrapped("  ", "No cure can be written here: " + entry.getKey().cure(), out);
        out.append('\n');
      }
      for (int i = 0; i < candidates.size(); i++) {
        candidate(i + 1, candidates.get(i), out);
      }
      boolean isSafe = has(candidates, Applicability.SAFE);
      safe += isSafe ? 1 : 0;
      unsafe += !isSafe && has(candidates, Applicability.UNSAFE) ? 1 : 0;
    }
    int none = cures.size() - safe - unsafe;
    out.append(count(cures.size(), "finding"))
        .append(" in ")
        .append(count(files, "file"))
        .append('\n');
    if (!cures.isEmpty()) {
      line("%6d cured by --fix".formatted(safe), out);
      line("%6d more by --fix --unsafe-fixes".formatted(unsafe), out);
      line("%6d left for a person".formatted(none), out);
    }
    return out.toString();
  }

  private void head(Finding finding, StringBuilder out) {
    out.append(
            paint(
                "1",
                finding.path()
                    + ":"
                    + finding.line()
                    + " "
                    + finding.rule().code()
                    + " "
                    + finding.rule().name()))
        .append('\n');
    wrapped("  ", finding.message(), out);
    out.append('\n');
  }

  private void candidate(int number, Candidate candidate, StringBuilder out) {
    String label =
        number + ". " + candidate.title() + " [" + candidate.applicability().word() + "]";
    hanging("  ", "     ", label, out);
    wrapped("     ", sentence(candidate.reason()), out);
    out.append('\n');
    for (Patch patch : candidate.patches()) {
      diff(patch, out);
      out.append('\n');
    }
  }

  private void diff(Patch patch, StringBuilder out) {
    for (String line : patch.diff()) {
      String shown = shown(line);
      out.append(
              line.startsWith("@@")
                  ? paint("36", shown)
                  : line.startsWith("---") || line.startsWith("+++")
                      ? paint("1", shown)
                      : line.startsWith("-")
                          ? paint("31", shown)
                          : line.startsWith("+") ? paint("32", shown) : shown)
          .append('\n');
    }
  }

  /// What `--fix` did, and what it left.
  ///
  /// @param left the findings that are still there, each with its cures
  public String applied(
      Rounds.Result result,
      int written,
      Map<Finding, List<Candidate>> left,
      boolean unsafe,
      int files) {
    var out = new StringBuilder();
    for (Rounds.Applied each : result.applied()) {
      act("fixed", "32", each.finding(), out);
      wrapped(
          "      ",
          each.candidate().title() + " [" + each.candidate().applicability().word() + "]",
          out);
    }
    for (Map.Entry<Finding, List<Candidate>> entry : left.entrySet()) {
      act("left ", "33", entry.getKey(), out);
      wrapped("      ", why(entry.getKey(), entry.getValue(), result, unsafe), out);
    }
    if (!result.applied().isEmpty() || !left.isEmpty()) {
      out.append('\n');
    }
    int all = result.applied().size() + left.size();
    out.append(count(all, "finding")).append(" in ").append(count(files, "file")).append('\n');
    if (all > 0) {
      line("%6d fixed in %s".formatted(result.applied().size(), count(written, "file")), out);
      line("%6d left".formatted(left.size()), out);
    }
    if (result.applied().stream().anyMatch(each -> isAfterCommit(each.candidate()))) {
      out.append('\n');
      wrapped(
          "",
          "What now waits for the commit never happens in a TestCase, which never commits: tests"
              + " that look at mail or tasks need captureOnCommitCallbacks() with execute=True, or"
              + " pytest-django's django_capture_on_commit_callbacks.",
          out);
    }
    return out.toString();
  }

  private static boolean isAfterCommit(Candidate candidate) {
    return candidate.patches().stream()
        .flatMap(patch -> patch.diff().stream())
        .anyMatch(text -> text.startsWith("+") && text.contains("on_commit("));
  }

  private void act(String word, String colour, Finding finding, StringBuilder out) {
    out.append(paint(colour, word))
        .append(' ')
        .append(finding.path())
        .append(':')
        .append(finding.line())
        .append(' ')
        .append(finding.rule().code())
        .append(' ')
        .append(finding.rule().name())
        .append('\n');
  }

  private static String why(
      Finding finding, List<Candidate> candidates, Rounds.Result result, boolean unsafe) {
    for (Rounds.TakenBack back : result.back()) {
      if (Identity.of(back.finding()).equals(Identity.of(finding))) {
        return "tried and taken back (" + back.candidate().title() + "): " + back.reason();
      }
    }
    if (!unsafe && has(candidates, Applicability.UNSAFE)) {
      return "no safe cure; perhaps an unsafe one, which --diff tries and shows: "
          + candidates.getFirst().title();
    }
    return candidates.isEmpty()
        ? "no cure can be written here: " + finding.cure()
        : sentence(candidates.getFirst().reason());
  }

  private static boolean has(List<Candidate> candidates, Applicability applicability) {
    return candidates.stream().anyMatch(each -> each.applicability() == applicability);
  }

  private static String sentence(String text) {
    return text.isEmpty() || text.endsWith(".")
        ? text
        : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private void wrapped(String indent, String text, StringBuilder out) {
    hanging(indent, indent, text, out);
  }

  private void hanging(String first, String rest, String text, StringBuilder out) {
    String indent = first;
    for (String line : Width.wrap(shown(text), cells - rest.length(), MOST_LINES, "...")) {
      out.append(indent).append(line).append('\n');
      indent = rest;
    }
  }

  private void line(String text, StringBuilder out) {
    out.append(text).append('\n');
  }

  private String shown(String text) {
    // A tab is the indentation of some people's code.
    String printable = text.indexOf('\t') < 0 ? Printable.of(text) : text;
    return look.unicode() ? printable : Printable.ascii(printable);
  }

  private String paint(String sgr, String text) {
    return look.colour() ? "\u001b[" + sgr + "m" + text + "\u001b[0m" : text;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
