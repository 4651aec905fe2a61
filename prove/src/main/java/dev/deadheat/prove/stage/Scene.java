package dev.deadheat.prove.stage;

import dev.deadheat.prove.run.Observer;
import dev.deadheat.prove.scenario.Request;
import dev.deadheat.prove.worker.Login;
import java.util.List;

/// What is played on the lanes right now.
///
/// @param requests one per lane, in lane order
/// @param logins whose request each is, in lane order
/// @param tasks the lanes after those, which serve what the others hand over
/// @param surprises what is to be done with a task that none of these lanes serves
/// @param observer sees what steps touch
record Scene(
    List<Request> requests,
    List<Login> logins,
    List<TaskLane> tasks,
    Surprises surprises,
    Observer observer) {
  /// What a task is that nobody was found for.
  enum Surprises {
    /// Noted, as part of the outcome.
    NOTED,
    /// A reason to give the run up: what it would do is not seen.
    BREAK
  }

  Scene {
    requests = List.copyOf(requests);
    logins = List.copyOf(logins);
    tasks = List.copyOf(tasks);
  }

  Scene with(List<TaskLane> serving, Surprises now) {
    return new Scene(requests, logins, serving, now, observer);
  }
}
