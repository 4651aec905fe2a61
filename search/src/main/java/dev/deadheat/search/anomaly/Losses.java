package dev.deadheat.search.anomaly;

import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.anomaly.History.Write;
import dev.deadheat.search.anomaly.Witness.Lost;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a write takes back of another.
final class Losses {
  private Losses() {}

  /// The columns that `theirs` changed and `ours` then wrote.
  static List<Lost> of(Write theirs, Write ours) {
    WriteRow one = theirs.row();
    WriteRow other = ours.row();
    List<Lost> lost = new ArrayList<>();
    one.after()
        .forEach((column, value) -> {
          boolean changed = !Objects.equals(one.before().get(column), value);
          if (changed && ours.columns().meet(new Columns(false, java.util.Set.of(column)))) {
            lost.add(
                new Lost(
                    one.row().toString(),
                    column,
                    before(one, column),
                    value,
                    other.after().getOrDefault(column, Optional.empty())));
          }
        });
    return lost;
  }

  private static Optional<String> before(WriteRow write, String column) {
    return write.before().getOrDefault(column, Optional.empty());
  }
}
