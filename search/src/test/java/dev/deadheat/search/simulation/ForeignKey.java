package dev.deadheat.search.simulation;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Lane;
import dev.deadheat.search.simulation.Execution.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The deferred foreign key of a transaction that commits: parents of new children are locked and
/// must be there; deleted parents must have no children.
record ForeignKey(Database database, Tx tx, Trail trail) {
  /// What keeps the transaction from its commit, if anything does.
  Optional<State> stop() {
    for (Tx.Held one : List.copyOf(tx.held)) {
      if (!(one instanceof Tx.Version(var row)) || row.writer().filter(tx::equals).isEmpty()) {
        continue;
      }
      Optional<State> stop = stop(row, row.latest(tx));
      if (stop.isPresent()) {
        return stop;
      }
    }
    return Optional.empty();
  }

  private Optional<State> stop(Row row, Optional<Map<String, String>> now) {
    if (row.key.table().equals("c") && now.isPresent()) {
      return parent(now.get().getOrDefault("p", ""));
    }
    if (row.key.table().equals("t") && now.isEmpty()) {
      return children(row.key.key().getFirst());
    }
    return Optional.empty();
  }

  private Optional<State> parent(String key) {
    Row parent = database.row("t", key);
    Set<Lane> blockers =
        parent.possible().isEmpty() || parent.latest(tx).isEmpty()
            ? Set.of()
            : database.blockers(tx, parent.key, LockMode.KEY_SHARE);
    trail.probed("t", "k", key);
    if (!blockers.isEmpty()) {
      return Optional.of(new State.Blocked(blockers));
    }
    if (parent.latest(tx).isEmpty()) {
      return Optional.of(new State.Failed("23503"));
    }
    trail.hold(parent, LockMode.KEY_SHARE);
    return Optional.empty();
  }

  private Optional<State> children(String key) {
    Op.Where where = new Op.Where("c", Map.of("p", key));
    trail.searched(where);
    for (Row child : database.rows("c")) {
      if (child.latest(tx).filter(where::matches).isEmpty()) {
        continue;
      }
      Set<Lane> blockers = database.blockers(tx, child.key, LockMode.KEY_SHARE);
      if (!blockers.isEmpty()) {
        return Optional.of(new State.Blocked(blockers));
      }
      trail.hold(child, LockMode.KEY_SHARE);
      if (child.latest(tx).filter(where::matches).isPresent()) {
        return Optional.of(new State.Failed("23503"));
      }
    }
    return Optional.empty();
  }
}
