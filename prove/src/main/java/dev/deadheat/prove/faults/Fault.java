package dev.deadheat.prove.faults;

import dev.deadheat.search.Lane;
import java.util.Locale;

/// A fault at one place of a run.
///
/// @param lane whose step it strikes
/// @param step which of the lane's steps at the gate, from 1; BEGIN and the like do not count
public record Fault(Lane lane, int step, Kind kind, Moment moment) {
  /// What goes wrong.
  public enum Kind {
    /// The server answers with an error: a statement's timeout; at COMMIT a serialization failure.
    SERVER_ERROR,
    /// The connection between worker and server ends.
    CONNECTION_LOST,
    /// The worker's process is killed.
    WORKER_KILLED;

    /// The word in JSON and replay files: `server_error`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// For people: `the server answers with an error`.
    public String told() {
      return switch (this) {
        case SERVER_ERROR -> "the server answers with an error";
        case CONNECTION_LOST -> "the connection is lost";
        case WORKER_KILLED -> "the worker is killed";
      };
    }
  }

  /// When it strikes.
  public enum Moment {
    /// The step does not reach the server; a server error is given in its place.
    BEFORE,
    /// The server has carried the step out, and its answer never arrives.
    AFTER;

    /// The word in JSON and replay files: `before`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What goes wrong and when, the step to follow: `the connection is lost before`.
  public String told() {
    return kind == Kind.SERVER_ERROR ? kind.told() + " to" : kind.told() + " " + moment.word();
  }
}
