package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import java.util.List;
import java.util.Optional;

/// Replays a prefix, takes another lane there, and then lets each lane move on while it can.
///
/// @param prefix what to replay
/// @param next what to do after it
record Branch(Prefix prefix, Decision next) implements Strategy {
  Branch(Prefix prefix, Lane lane) {
    this(prefix, new Decision.Move(lane));
  }

  @Override
  public Decision decide(Run soFar, List<Lane> enabled) {
    int here = soFar.choices().size();
    if (here > prefix.length()) {
      return new Onward().decide(soFar, enabled);
    }
    Optional<Divergence> differs = prefix.soFar(soFar).or(() -> prefix.enabled(here, enabled));
    if (differs.isPresent()) {
      return new Decision.Cut("the replay left its prefix " + differs.get());
    }
    return here == prefix.length() ? next : prefix.recorded().choices().get(here).decision();
  }

  /// Where a finished run left the prefix or did not take the lane after it.
  Optional<Divergence> divergence(Run run) {
    int here = prefix.length();
    return prefix
        .divergence(run)
        .or(() ->
            run.choices().size() > here && run.choices().get(here).decision().equals(next)
                ? Optional.empty()
                : Optional.of(new Divergence(here, next.toString(), "another choice")));
  }
}
