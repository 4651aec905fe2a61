package dev.deadheat.django.flow;

import dev.deadheat.django.project.FunctionFacts;
import java.util.List;
import java.util.Set;

/// Something outside the transaction is started or told.
///
/// @param kind what
/// @param task its name, for people
/// @param sources what its arguments were computed from
/// @param wrote whether this function wrote a row before, or got one as a parameter
/// @param inTransaction whether a transaction is open, as far as this function knows
/// @param openHere whether the function's own code holds a transaction open where it starts it or
///   calls what does
/// @param locks the locks held
/// @param guards the tests under which it runs
/// @param site where
/// @param via the calls through which it is reached, outermost first
public record Dispatch(
    Kind kind,
    String task,
    Set<Source> sources,
    boolean wrote,
    boolean inTransaction,
    boolean openHere,
    List<Lock> locks,
    Set<Guard> guards,
    Site site,
    List<Site> via) {
  /// What is started.
  public enum Kind {
    /// A background task.
    TASK,
    /// A background task of a queue that the project wrote itself: it may well wait for the commit.
    OWN_TASK,
    /// A background task that starts some time from now: the commit comes first.
    LATER_TASK,
    /// A message on a channel layer or queue.
    MESSAGE,
    /// A mail.
    MAIL,
    /// A request to another service.
    HTTP
  }

  /// Whether it stands in this function, nested ones included, and not in what it calls.
  public boolean isIn(FunctionFacts function) {
    return via.isEmpty() || function.holds(site.function());
  }

  /// The place in the outermost function: where it happens or where the call to it stands.
  public Site outermost() {
    return via.isEmpty() ? site : via.getFirst();
  }
}
