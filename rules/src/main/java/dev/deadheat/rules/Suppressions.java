package dev.deadheat.rules;

import dev.deadheat.django.ProjectFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Comments that answer a finding: `# deadheat: ignore[lost-update] -- one worker only`.
///
/// A comment answers findings whose read or write stands on its line, or on the line below it. It
/// must give a reason.
public final class Suppressions {
  private static final Pattern FORM =
      Pattern.compile("ignore\\[([^\\]]*)\\]\\s*(?:--\\s*(.*))?", Pattern.DOTALL);

  private Suppressions() {}

  /// What is left, and what is to be said of the comments themselves.
  ///
  /// @param kept findings that no comment answers
  /// @param answered how many comments have answered
  /// @param complaints comments without a reason, of an unknown form, or without use
  public record Result(List<Finding> kept, int answered, List<ProjectFacts.Note> complaints) {
    public Result {
      kept = List.copyOf(kept);
      complaints = List.copyOf(complaints);
    }
  }

  /// Applies the comments of a project to findings.
  public static Result apply(List<Finding> findings, List<ProjectFacts.Note> notes) {
    var complaints = new ArrayList<ProjectFacts.Note>();
    var answered = new HashSet<Finding>();
    for (ProjectFacts.Note note : notes) {
      Matcher form = FORM.matcher(note.text());
      if (!form.matches()) {
        complaints.add(
            new ProjectFacts.Note(
                note.path(),
                note.line(),
                "not understood; write `# deadheat: ignore[lost-update] -- reason`"));
        continue;
      }
      if (form.group(2) == null || form.group(2).isBlank()) {
        complaints.add(
            new ProjectFacts.Note(
                note.path(),
                note.line(),
                "a suppression needs a reason after `--`; it is ignored"));
        continue;
      }
      Set<String> names = Set.of(form.group(1).strip().split("\\s*,\\s*", -1));
      boolean used = false;
      for (Finding finding : findings) {
        boolean named =
            names.contains(finding.rule().name()) || names.contains(finding.rule().code());
        if (named && touches(finding, note)) {
          answered.add(finding);
          used = true;
        }
      }
      if (!used) {
        complaints.add(
            new ProjectFacts.Note(
                note.path(), note.line(), "this suppression answers nothing; remove it"));
      }
    }
    return new Result(
        findings.stream().filter(finding -> !answered.contains(finding)).toList(),
        answered.size(),
        complaints);
  }

  private static boolean touches(Finding finding, ProjectFacts.Note note) {
    boolean reads =
        finding
            .read()
            .filter(spot -> spot.path().equals(note.path()) && near(spot.line(), note.line()))
            .isPresent();
    return reads || (finding.path().equals(note.path()) && near(finding.line(), note.line()));
  }

  private static boolean near(int code, int comment) {
    return code == comment || code == comment + 1;
  }
}
