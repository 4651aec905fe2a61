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
record Program(Isolation isolation, boolean stretches, List<Op.Insert> rows, List<List<Op>> lanes) {
  @Override
  public String toString() {
    return isolation
        + (stretches ? ", stretched" : "")
        + "\nrows "
        + rows
        + "\n"
        + lanes.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
