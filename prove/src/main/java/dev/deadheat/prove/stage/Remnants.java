package dev.deadheat.prove.stage;

import dev.deadheat.postgres.locks.Backend;
import dev.deadheat.postgres.locks.HeldLock;
import dev.deadheat.postgres.locks.Locks;
import dev.deadheat.prove.faults.Remnant;
import dev.deadheat.search.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Looks for what lanes left behind in the server, and clears it away.
///
/// @param control our own connection
/// @param locks asked over that connection
/// @param ours the server processes of our other connections
/// @param laneOf whose connection a server process serves, while it is open
record Remnants(
    Connection control, Locks locks, Set<Integer> ours, IntFunction<Optional<Lane>> laneOf) {
  /// A server process needs some milliseconds to see that its client has gone.
  private static final int LOOKS = 50;

  /// What stands idle on a connection that is still open will not go away by itself.
  private static final int FEW_LOOKS = 3;

  /// What is left once nothing changes any more; empty as soon as nothing is left.
  List<Remnant> look() throws SQLException {
    List<Remnant> found = once();
    for (int i = 1; i < (stays(found) ? FEW_LOOKS : LOOKS) && !found.isEmpty(); i++) {
      run("SELECT pg_sleep(0.01)");
      found = once();
    }
    return found;
  }

  private static boolean stays(List<Remnant> found) {
    return found.stream()
        .allMatch(remnant -> remnant.lane().isPresent() && remnant.kind() != Remnant.Kind.RUNNING);
  }

  private List<Remnant> once() throws SQLException {
    List<Remnant> found = new ArrayList<>();
    for (Backend backend : theirs()) {
      Optional<Lane> lane = laneOf.apply(backend.pid());
      List<HeldLock> held = locks.held(Set.of(backend.pid()));
      if (backend.state().startsWith("idle in transaction")) {
        found.add(new Remnant(Remnant.Kind.OPEN_TRANSACTION, lane, words(held)));
      } else if (!backend.state().equals("idle")) {
        found.add(new Remnant(Remnant.Kind.RUNNING, lane, words(held)));
      } else if (!held.isEmpty()) {
        found.add(new Remnant(Remnant.Kind.ADVISORY_LOCK, lane, words(held)));
      }
    }
    return found;
  }

  private List<Backend> theirs() throws SQLException {
    return locks.backends().stream().filter(backend -> !ours.contains(backend.pid())).toList();
  }

  private static String words(List<HeldLock> held) {
    return held.stream()
        .flatMap(lock -> word(lock.target()).stream())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static Optional<String> word(HeldLock.Target target) {
    return switch (target) {
      case HeldLock.Target.Advisory(var key) -> Optional.of("advisory lock " + key);
      case HeldLock.Target.Relation(var table) -> Optional.of("locks on " + table);
      case HeldLock.Target.Tuple _, HeldLock.Target.Transaction _, HeldLock.Target.Other _ ->
          Optional.empty();
    };
  }

  /// Ends every connection of theirs, and with it whatever it holds.
  void clear() throws SQLException {
    try (PreparedStatement end = control.prepareStatement("SELECT pg_terminate_backend(?)")) {
      for (Backend backend : theirs()) {
        end.setInt(1, backend.pid());
        end.execute();
      }
    }
    look();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = control.createStatement()) {
      statement.execute(sql);
    }
  }
}
