package dev.deadheat.prove.scenario;

import java.util.List;
import java.util.stream.Collectors;

/// The statuses that a lone request may answer with.
///
/// @param statuses empty: any 2xx or 3xx
public record Expectation(List<Integer> statuses) {
  /// Any 2xx or 3xx.
  public static final Expectation SUCCESS = new Expectation(List.of());

  public Expectation {
    statuses = List.copyOf(statuses);
  }

  /// Whether a status is as declared.
  public boolean accepts(int status) {
    return statuses.isEmpty() ? status >= 200 && status < 400 : statuses.contains(status);
  }

  @Override
  public String toString() {
    return statuses.isEmpty()
        ? "any 2xx or 3xx"
        : statuses.stream().map(String::valueOf).collect(Collectors.joining(" or "));
  }
}
