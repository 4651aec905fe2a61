package dev.deadheat.prove.stage;

import dev.deadheat.prove.run.Observer;
import dev.deadheat.prove.scenario.Request;
import dev.deadheat.prove.worker.Login;
import java.util.List;

/// What is played on the lanes right now.
///
/// @param requests one per lane, in lane order
/// @param logins whose request each is, in lane order
/// @param observer sees what steps touch
record Scene(List<Request> requests, List<Login> logins, Observer observer) {
  Scene {
    requests = List.copyOf(requests);
    logins = List.copyOf(logins);
  }
}
