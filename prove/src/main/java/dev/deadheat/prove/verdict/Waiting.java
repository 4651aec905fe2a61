package dev.deadheat.prove.verdict;

/// Who had to wait for a lock in the orders of a whole search.
///
/// @param orders how many orders were run to their end
/// @param waiting in how many of them a statement waited
/// @param statements how many statements waited, over all of them
/// @param deadlocks in how many PostgreSQL had to end a circle of waiters
public record Waiting(long orders, long waiting, long statements, long deadlocks) {
  /// Nothing was run.
  public static final Waiting NONE = new Waiting(0, 0, 0, 0);

  /// With one more order.
  ///
  /// @param waited how many of its statements waited
  /// @param deadlock whether it had a deadlock
  public Waiting and(long waited, boolean deadlock) {
    return new Waiting(
        orders + 1,
        waiting + (waited > 0 ? 1 : 0),
        statements + waited,
        deadlocks + (deadlock ? 1 : 0));
  }
}
