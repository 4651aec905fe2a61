package dev.deadheat.prove.stage;

import dev.deadheat.prove.worker.Errand;
import dev.deadheat.search.Lane;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The tasks that requests handed over: those that a lane serves, and those that none does.
///
/// Safe for use by several threads at once.
final class HandedOver {
  private final Map<Lane, Errand> served = new ConcurrentHashMap<>();
  private final Queue<Surprise> surprises = new ConcurrentLinkedQueue<>();

  /// A task that no lane serves.
  ///
  /// @param leader the lane that handed it over
  record Surprise(Lane leader, Errand errand) {}

  /// A scene begins: nobody was found for nothing yet.
  void forget() {
    surprises.clear();
  }

  /// Takes what a lane hands over.
  ///
  /// @return the lane that serves it in this scene, if one does
  Optional<Lane> take(Scene scene, Lane leader, Errand errand) {
    Optional<Lane> serving =
        scene.tasks().stream()
            .filter(task -> task.leader().equals(leader) && task.number() == errand.number())
            .map(TaskLane::lane)
            .findFirst();
    serving.ifPresentOrElse(
        lane -> served.put(lane, errand), () -> surprises.add(new Surprise(leader, errand)));
    return serving;
  }

  /// What a lane was last asked to serve.
  ///
  /// @throws IllegalStateException if nothing was handed over to it
  Errand to(Lane lane) {
    Errand errand = served.get(lane);
    if (errand == null) {
      throw new IllegalStateException("lane " + lane + " was called for no task");
    }
    return errand;
  }

  /// The first that this lane handed over and that nobody serves.
  Optional<Errand> surprise(Lane leader) {
    return surprises.stream()
        .filter(each -> each.leader().equals(leader))
        .map(Surprise::errand)
        .findFirst();
  }

  /// What nobody was found for since the scene began, in order.
  List<Surprise> surprises() {
    return List.copyOf(surprises);
  }
}
