package dev.deadheat.prove.story;

import dev.deadheat.prove.run.Recording;
import java.util.Optional;

/// Names what went wrong in a run.
@FunctionalInterface
public interface Explanation {
  /// The anomaly of this run, as its dependencies tell it; empty if they form no cycle.
  Optional<Named> of(Recording recording);

  /// An anomaly with its place.
  ///
  /// @param anomaly the literature's name: `lost update`
  /// @param blame which step breaks the story
  record Named(String anomaly, Blame blame) {}
}
