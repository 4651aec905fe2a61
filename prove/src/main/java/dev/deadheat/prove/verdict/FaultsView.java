package dev.deadheat.prove.verdict;

import java.util.List;
import java.util.Optional;

/// What faults were injected into a scenario's runs, and what they broke.
///
/// @param tried how many, one a run
/// @param planned how many there are in these orders
/// @param kinds how many of each kind: `12 server errors`
/// @param orders the orders of steps they were injected into: `A alone`, `B waits for A`
/// @param eitherWay how many lost an answer, so that the rows may be with or without the request
/// @param broken those that broke something, worst first
public record FaultsView(
    int tried,
    int planned,
    List<String> kinds,
    List<String> orders,
    int eitherWay,
    List<BrokenFault> broken) {
  public FaultsView {
    kinds = List.copyOf(kinds);
    orders = List.copyOf(orders);
    broken = List.copyOf(broken);
  }

  /// A fault that broke something.
  ///
  /// @param order into which it was injected
  /// @param lane whose step it struck
  /// @param step which of the lane's steps, from 1, BEGIN and the like not counted; 0 if there was
  ///   no fault
  /// @param kind `server_error`, `connection_lost`, `worker_killed`; `none`
  /// @param moment `before` or `after` the step
  /// @param statement the step, shortened for people; empty if there was no fault
  /// @param source the line of code that issued it, where known
  /// @param breaches what is broken, worst first
  public record BrokenFault(
      String order,
      String lane,
      int step,
      String kind,
      String moment,
      String statement,
      Optional<Timeline.SourceLine> source,
      List<BreachView> breaches) {
    public BrokenFault {
      breaches = List.copyOf(breaches);
    }
  }

  /// Something broken.
  ///
  /// @param name `lock kept`
  /// @param words what, as a clause
  public record BreachView(String name, String words) {}
}
