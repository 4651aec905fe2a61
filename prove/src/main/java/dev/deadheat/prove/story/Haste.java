package dev.deadheat.prove.story;

import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Explains a run by a task that began before the transaction which handed it over had ended.
///
/// The papers have no name for it, as their transactions do not start each other.
///
/// @param leaders of the lanes that serve tasks: the lane that hands each over
/// @param otherwise explains runs in which no task was too early
public record Haste(Map<Lane, Lane> leaders, Explanation otherwise) implements Explanation {
  private static final String NAME = "dispatch before commit";

  public Haste {
    leaders = Map.copyOf(leaders);
  }

  @Override
  public Optional<Named> of(Recording recording) {
    return leaders.keySet().stream()
        .sorted()
        .flatMap(task -> early(recording, task).stream())
        .findFirst()
        .or(() -> otherwise.of(recording));
  }

  private Optional<Named> early(Recording recording, Lane task) {
    List<StepRecord> steps = recording.steps();
    List<Integer> own = steps(steps, task);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    int called = steps.size();
    for (Run.Choice choice : recording.run().choices()) {
      if (choice.enabled().contains(task)) {
        called = steps(steps, choice.firstEvent());
        break;
      }
    }
    int from = called;
    List<Integer> leading = steps(steps, leaders.getOrDefault(task, task));
    Optional<Integer> before = leading.stream().filter(step -> step < from).reduce((_, b) -> b);
    Optional<Integer> commit =
        leading.stream()
            .filter(step -> step >= from && steps.get(step).kind() == Event.Kind.COMMIT)
            .findFirst();
    boolean open = before.map(steps::get).map(Haste::leavesOpen).orElse(false);
    boolean early = open && commit.isPresent() && own.getFirst() < commit.get();
    return early
        ? Optional.of(
            new Named(
                NAME,
                new Blame(own.getFirst(), Optional.empty(), commit, Optional.empty(), List.of())))
        : Optional.empty();
  }

  private static boolean leavesOpen(StepRecord step) {
    return switch (step.kind()) {
      case BEGIN, STATEMENT, SAVEPOINT, RELEASE_SAVEPOINT, ROLLBACK_TO_SAVEPOINT ->
          step.inTransaction();
      case COMMIT, ROLLBACK, DISCONNECT -> false;
    };
  }

  private static List<Integer> steps(List<StepRecord> steps, Lane lane) {
    return IntStream.range(0, steps.size())
        .filter(step -> steps.get(step).lane().equals(lane))
        .boxed()
        .toList();
  }

  /// How many steps had taken effect before an event.
  private static int steps(List<StepRecord> steps, int event) {
    return (int) steps.stream().filter(step -> step.event() < event).count();
  }
}
