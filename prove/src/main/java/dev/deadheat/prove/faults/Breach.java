package dev.deadheat.prove.faults;

/// Something that a fault broke.
///
/// @param words what, for people, as a clause
public record Breach(Kind kind, String words) {
  /// What is broken, worst first.
  public enum Kind {
    /// The rows are as no serial order of the completed requests leaves them.
    HALF_DONE("half done"),
    /// A request answered as if it had succeeded, and nothing of it was saved.
    LOST("saved nothing, said it did"),
    /// A request answered that it failed, and everything of it was saved.
    DONE_BUT_FAILED("done, yet failed"),
    /// An advisory lock is held after the last answer.
    LOCK_KEPT("lock kept"),
    /// A connection stands in a transaction after the last answer.
    TRANSACTION_OPEN("transaction left open"),
    /// Somebody waits, or a request never ends.
    STUCK("others wait"),
    /// The next request on the same worker does not succeed.
    NEXT_FAILS("next request fails");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /// Its name, for people: `half done`.
    public String title() {
      return title;
    }
  }
}
