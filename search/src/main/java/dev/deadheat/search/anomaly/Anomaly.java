package dev.deadheat.search.anomaly;

/// The names of anomalies, worst and clearest first.
///
/// A name is for requests: what one request does in several transactions counts as one, because
/// that is what its author thinks of. So a lost update between two autocommitted statements is one.
///
/// Names and numbers: Berenson et al., SIGMOD 1995 (P and A); Adya, MIT 1999, chapters 3 and 4 (G).
public enum Anomaly {
  /// A write replaces another's uncommitted write.
  DIRTY_WRITE("dirty write", "P0, G0"),
  /// A value that was never committed, or not yet, was read.
  DIRTY_READ("dirty read", "P1, G1a, G1b"),
  /// A row is read, another changes it, and the first overwrites the change with what it made of
  /// the stale read.
  LOST_UPDATE("lost update", "P4"),
  /// Each overlooked rows that the other made appear in, or vanish from, what it searched for.
  PHANTOM("phantom", "P3, G2"),
  /// Each read what the other changed, and changed something else.
  WRITE_SKEW("write skew", "A5B, G2-item"),
  /// One row as it was before another's change, another row as it was after it.
  READ_SKEW("read skew", "A5A, G-single"),
  /// The same row read twice, before and after another's change.
  FUZZY_READ("fuzzy read", "P2, A2"),
  /// Each saw something of the other.
  CIRCULAR_FLOW("circular information flow", "G1c"),
  /// Each wrote before and after the other.
  INTERLEAVED_WRITES("interleaved writes", "G0 between requests"),
  /// A longer cycle, through three or more requests.
  SERIALIZATION_ANOMALY("serialization anomaly", "G2");

  private final String words;
  private final String literature;

  Anomaly(String words, String literature) {
    this.words = words;
    this.literature = literature;
  }

  /// The name in running text: `lost update`.
  public String words() {
    return words;
  }

  /// Its numbers in the literature: `P4`.
  public String literature() {
    return literature;
  }

  /// Whether somebody wrote on the strength of something stale: what may ruin rows with other
  /// inputs, even if with these it did not. The others only read inconsistently.
  public boolean writesOnStaleReads() {
    return switch (this) {
      case DIRTY_WRITE, LOST_UPDATE, PHANTOM, WRITE_SKEW, SERIALIZATION_ANOMALY -> true;
      case DIRTY_READ, READ_SKEW, FUZZY_READ, CIRCULAR_FLOW, INTERLEAVED_WRITES -> false;
    };
  }
}
