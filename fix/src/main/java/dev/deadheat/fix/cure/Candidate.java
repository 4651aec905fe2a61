package dev.deadheat.fix.cure;

import java.util.List;
import java.util.TreeMap;

/// A cure for a finding, ready to be applied; or the reason why there is none to apply.
///
/// @param title what it does, in a few words
/// @param reason why it is as applicable as it is, in a sentence
/// @param patches a change for each file; empty only if it is display-only
public record Candidate(
    Kind kind, String title, Applicability applicability, String reason, List<Patch> patches) {
  public Candidate {
    patches = List.copyOf(patches);
    if (patches.isEmpty() && applicability != Applicability.DISPLAY_ONLY) {
      throw new IllegalArgumentException("nothing to apply: " + title);
    }
  }

  /// A cure that would be right but cannot be written, and why.
  public static Candidate refused(Kind kind, String title, String reason) {
    return new Candidate(kind, title, Applicability.DISPLAY_ONLY, reason, List.of());
  }

  /// This cure and then another, as one.
  ///
  /// @param next is for the project as this one leaves it
  public Candidate and(Candidate next) {
    var files = new TreeMap<String, Patch>();
    patches.forEach(patch -> files.put(patch.path(), patch));
    next.patches().forEach(patch -> files.merge(patch.path(), patch, Patch::then));
    String also = Character.toLowerCase(next.title().charAt(0)) + next.title().substring(1);
    return new Candidate(
        kind,
        title.contains(also) ? title : title + "; " + also,
        applicability.compareTo(next.applicability()) < 0 ? next.applicability() : applicability,
        reason.contains(next.reason()) ? reason : reason + "; " + next.reason(),
        List.copyOf(files.values()));
  }

  public boolean applicable() {
    return applicability != Applicability.DISPLAY_ONLY;
  }
}
