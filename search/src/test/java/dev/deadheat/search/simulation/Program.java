package dev.deadheat.search.simulation;

import dev.deadheat.search.dependence.Isolation;
import java.util.List;
import java.util.stream.Collectors;

/// What to simulate.
///
/// @param isolation the level of transactions that name none
/// @param stretches whether the COMMIT of a lone writing statement is a step of its own
/// @param rows the rows to start from
/// @param lanes what each request does
/// @param lastIsVictim whether a deadlock's victim is the lane that closes the circle, as the
///   server has it by itself; else it is a choice
record Program(
    Isolation isolation,
    boolean stretches,
    List<Op.Insert> rows,
    List<List<Op>> lanes,
    boolean lastIsVictim) {
  /// A program whose deadlocks' victims are chosen.
  Program(Isolation isolation, boolean stretches, List<Op.Insert> rows, List<List<Op>> lanes) {
    this(isolation, stretches, rows, lanes, false);
  }

  Program withLastAsVictim() {
    return new Program(isolation, stretches, rows, lanes, true);
  }

  /// The same, with lone statements that commit as they end.
  Program unstretched() {
    return new Program(isolation, false, rows, lanes, lastIsVictim);
  }

  @Override
  public String toString() {
    return isolation
        + (stretches ? ", stretched" : "")
        + (lastIsVictim ? ", the last lane of a circle is its victim" : "")
        + "\nrows "
        + rows
        + "\n"
        + lanes.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
