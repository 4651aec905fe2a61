package dev.deadheat.prove.scenario;

import dev.deadheat.search.Lane;
import java.util.List;
import java.util.Optional;

/// Start rows and the requests that meet on them. What the file says for all scenarios is already
/// filled in.
///
/// @param name unique in its file
/// @param line where it starts in its file, from 1
/// @param start what to load, in this order, into migrated but empty tables
/// @param requests one per lane, in lane order; a request with `copies = 3` is here three times
/// @param tasks what is done with tasks that requests hand over
/// @param invariant an SQL query whose single value must be true at the end of every run
/// @param order the order in which the requests must seem to have been served; empty if any will do
/// @param isolation the isolation level of every transaction; empty: as the project sets it
/// @param budget when to stop searching
/// @param allowHosts hosts, or `host:port`, that the service may connect to
public record Scenario(
    String name,
    int line,
    List<StartRows> start,
    List<Request> requests,
    Tasks tasks,
    Optional<String> invariant,
    List<Lane> order,
    Optional<Isolation> isolation,
    Budget budget,
    List<String> allowHosts) {
  public Scenario {
    start = List.copyOf(start);
    requests = List.copyOf(requests);
    order = List.copyOf(order);
    allowHosts = List.copyOf(allowHosts);
  }

  /// What is done with tasks that requests hand over to a queue.
  public enum Tasks {
    /// Each is a lane of its own, from the moment when it is handed over.
    SERVED,
    /// They are part of the outcome and never run.
    NOTED
  }

  /// The lanes of the requests, in order.
  public List<Lane> lanes() {
    return java.util.stream.IntStream.range(0, requests.size()).mapToObj(Lane::new).toList();
  }
}
