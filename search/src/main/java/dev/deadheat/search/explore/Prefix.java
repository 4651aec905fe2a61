package dev.deadheat.search.explore;

import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import java.util.List;
import java.util.Optional;

/// The first choices of a recorded run, to be replayed and checked against their recording.
///
/// @param recorded the run that is replayed
/// @param length how many of its choices
record Prefix(Run recorded, int length) {
  Prefix {
    if (length < 0 || length > recorded.choices().size()) {
      throw new IllegalArgumentException("prefix of " + length + " choices of " + recorded);
    }
  }

  /// The first difference of a finished run from this prefix; the lanes enabled after it included.
  Optional<Divergence> divergence(Run run) {
    if (run.choices().size() < length) {
      Lane expected = recorded.choices().get(run.choices().size()).chosen();
      return soFar(run)
          .or(() ->
              Optional.of(
                  new Divergence(
                      run.choices().size(), "lane " + expected + " to move", "the end")));
    }
    return upTo(run, length)
        .or(() ->
            length < run.choices().size()
                ? enabled(length, run.choices().get(length).enabled())
                : Optional.empty());
  }

  /// The first difference of a run that is under way and no longer than this prefix.
  Optional<Divergence> soFar(Run run) {
    return upTo(run, run.choices().size());
  }

  private Optional<Divergence> upTo(Run run, int choices) {
    for (int i = 0; i < choices; i++) {
      Optional<Divergence> differs = segment(run, i);
      if (differs.isEmpty()) {
        differs = lanes(run, i);
      }
      if (differs.isPresent()) {
        return differs;
      }
    }
    return segment(run, choices);
  }

  /// The difference, if other lanes are enabled at a choice point than were recorded.
  Optional<Divergence> enabled(int choice, List<Lane> lanes) {
    return choice >= recorded.choices().size()
            || recorded.choices().get(choice).enabled().equals(lanes)
        ? Optional.empty()
        : Optional.of(
            new Divergence(
                choice,
                "steps waiting in lanes " + recorded.choices().get(choice).enabled(),
                "steps waiting in lanes " + lanes));
  }

  private Optional<Divergence> lanes(Run run, int choice) {
    Run.Choice expected = recorded.choices().get(choice);
    Run.Choice seen = run.choices().get(choice);
    return enabled(choice, seen.enabled())
        .or(() ->
            expected.decision().equals(seen.decision())
                ? Optional.empty()
                : Optional.of(
                    new Divergence(choice, "lane " + expected.chosen(), "lane " + seen.chosen())));
  }

  /// Compares what happened between the choice before and this one, lane by lane: set-up statements
  /// of several lanes come in any order.
  private Optional<Divergence> segment(Run run, int choice) {
    List<Event> expected = between(recorded, choice);
    List<Event> seen = between(run, choice);
    if (same(expected, seen)) {
      return Optional.empty();
    }
    for (Lane lane : expected.stream().map(Event::lane).distinct().sorted().toList()) {
      List<String> left = lines(expected, lane);
      List<String> right = lines(seen, lane);
      if (!left.equals(right)) {
        return Optional.of(difference(choice, left, right));
      }
    }
    return seen.stream()
        .filter(event -> expected.stream().noneMatch(e -> e.lane().equals(event.lane())))
        .findFirst()
        .map(extra -> new Divergence(choice, "nothing of lane " + extra.lane(), line(extra)));
  }

  /// The usual case, quickly.
  private static boolean same(List<Event> expected, List<Event> seen) {
    if (expected.size() != seen.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      Event one = expected.get(i);
      Event other = seen.get(i);
      if (!one.lane().equals(other.lane())
          || one.kind() != other.kind()
          || one.phase() != other.phase()
          || !one.sql().equals(other.sql())
          || !one.error().equals(other.error())) {
        return false;
      }
    }
    return true;
  }

  private static Divergence difference(int choice, List<String> left, List<String> right) {
    int at = 0;
    while (at < left.size() && at < right.size() && left.get(at).equals(right.get(at))) {
      at++;
    }
    return new Divergence(
        choice,
        at < left.size() ? left.get(at) : "nothing more",
        at < right.size() ? right.get(at) : "nothing more");
  }

  private static List<Event> between(Run run, int choice) {
    int from = choice == 0 ? 0 : run.choices().get(choice - 1).firstEvent();
    int to =
        choice < run.choices().size()
            ? run.choices().get(choice).firstEvent()
            : run.events().size();
    return run.events().subList(from, to);
  }

  private static List<String> lines(List<Event> events, Lane lane) {
    return events.stream().filter(event -> event.lane().equals(lane)).map(Prefix::line).toList();
  }

  private static String line(Event event) {
    return event.lane()
        + ": "
        + event.kind()
        + (event.phase() == Event.Phase.WHOLE ? "" : " " + event.phase())
        + " "
        + Shape.of(event.sql())
        + event.error().map(state -> " failing with " + state).orElse("");
  }
}
