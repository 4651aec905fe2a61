package dev.deadheat.prove.explore;

import dev.deadheat.prove.oracle.Outcome;
import dev.deadheat.prove.oracle.Schema;
import dev.deadheat.prove.run.Recording;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Strategy;
import java.util.List;

/// Where a scenario is played: a database with its start rows, and a worker for each lane.
///
/// One run at a time, from one thread. Every run starts from the same rows: what the run before it
/// touched is put back first.
public interface Stage {
  /// Runs lanes one after another.
  ///
  /// @param variant 0 for the usual circumstances, 1 for sequences, clock and seeds moved
  Played serial(List<Lane> order, int variant) throws InterruptedException, StageException;

  /// Runs lanes together.
  Played together(List<Lane> lanes, Strategy strategy) throws InterruptedException, StageException;

  /// Starts the lanes' processes anew, so that nothing is left of what they remember.
  void renew() throws InterruptedException, StageException;

  /// The tables.
  Schema schema();

  /// A run and what it left behind.
  record Played(Recording recording, Outcome outcome) {}
}
