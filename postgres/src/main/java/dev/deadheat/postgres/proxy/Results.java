package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.BackendMessage.Column;
import dev.deadheat.wire.BackendMessage.DataRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers the results of one step's statements.
final class Results {
  private static final int MOST_ROWS = 1_000;

  private final ServerSettings settings;
  private final List<Answer.Result> done = new ArrayList<>();
  private List<Column> columns = List.of();
  private Optional<List<Integer>> formats = Optional.empty();
  private List<List<Optional<String>>> rows = new ArrayList<>();
  private long rowCount;

  Results(ServerSettings settings) {
    this.settings = settings;
  }

  /// The columns of the rows that follow.
  void begin(List<Column> described) {
    columns = described;
    formats = Optional.empty();
  }

  /// The columns of the rows that follow, and the formats that were asked for.
  void begin(List<Column> described, List<Integer> asked) {
    columns = described;
    formats = Optional.of(asked);
  }

  /// Whether the next row is the first of its statement.
  boolean isBetween() {
    return rowCount == 0 && columns.isEmpty();
  }

  /// Whether a row's content is still kept.
  boolean keepsRows() {
    return rows.size() < MOST_ROWS;
  }

  /// Counts a row that is not looked at.
  void count() {
    rowCount++;
  }

  /// Keeps a row.
  void keep(DataRow row) {
    rowCount++;
    var values = new ArrayList<Optional<String>>(row.values().size());
    for (var i = 0; i < row.values().size(); i++) {
      var type = i < columns.size() ? columns.get(i).type() : 0;
      var format = format(i);
      values.add(row.values().get(i).flatMap(v -> ValueText.of(v, format, type, settings)));
    }
    rows.add(values);
  }

  /// A statement is done.
  void end(String commandTag) {
    done.add(
        new Answer.Result(
            commandTag,
            columns.stream()
                .map(c ->
                    new Answer.Column(
                        c.name().text(settings.charset()), c.table(), c.attribute(), c.type()))
                .toList(),
            rows,
            rowCount));
    columns = List.of();
    formats = Optional.empty();
    rows = new ArrayList<>();
    rowCount = 0;
  }

  /// An error came: what had been begun ends without a tag.
  void fail() {
    if (!columns.isEmpty() || rowCount > 0) {
      end("");
    }
  }

  List<Answer.Result> done() {
    return done;
  }

  private int format(int index) {
    if (formats.isPresent()) {
      return Prepared.Portal.format(formats.get(), index);
    }
    return index < columns.size() ? columns.get(index).format() : 0;
  }
}
