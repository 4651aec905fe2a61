package dev.deadheat.report.svg;

/// Where the columns of a picture are: the lanes with the rows in their middle.
///
/// @param lanes at least 1
record Columns(int lanes) {
  static final double MARGIN = 20;

  /// Room at a lane's outer side for the arrow from a read to the stale write.
  static final double SIDE = 34;

  /// How far a panel reaches beyond its cards.
  static final double PANEL = 10;

  private static final double TO_ROWS = 40;

  double lane() {
    return lanes <= 2 ? 420 : lanes == 3 ? 370 : 340;
  }

  double rows() {
    return 250;
  }

  int left() {
    return Math.max(1, (lanes + 1) / 2);
  }

  boolean isLeft(int lane) {
    return lane < left();
  }

  double laneX(int lane) {
    return isLeft(lane)
        ? MARGIN + SIDE + lane * (lane() + SIDE)
        : rowsX() + rows() + TO_ROWS + (lane - left()) * (lane() + SIDE);
  }

  double rowsX() {
    return MARGIN + left() * (lane() + SIDE) + TO_ROWS;
  }

  double rowsMiddle() {
    return rowsX() + rows() / 2;
  }

  double width() {
    var right = lanes - left();
    return rowsX() + rows() + (right == 0 ? 0 : TO_ROWS + right * (lane() + SIDE)) + MARGIN;
  }

  /// The left edge of the outermost panel; headline and footing begin here.
  double edge() {
    return MARGIN + SIDE - PANEL;
  }

  /// From the left edge of the outermost panel to the right edge of the other.
  double room() {
    return width() - 2 * edge();
  }
}
