package dev.deadheat.fix.cure;

import java.util.List;

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

  public boolean applicable() {
    return applicability != Applicability.DISPLAY_ONLY;
  }
}
