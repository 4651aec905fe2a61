package dev.deadheat.report.terminal;

import java.util.List;

/// A way to lay out a story in lines.
sealed interface Picture permits SideBySide, Gutter {
  /// The narrowest column in which a lane's statements can still be read.
  int LEAST_LANE = 22;

  List<Line> draw();
}
