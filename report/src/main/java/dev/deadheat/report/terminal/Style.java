package dev.deadheat.report.terminal;

/// How a span looks where there are colours. Nothing is told by colour alone.
enum Style {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  LANE_A("36"),
  LANE_B("33"),
  LANE_C("35"),
  LANE_D("34"),
  BAD("1;31"),
  DOUBT("1;33"),
  GOOD("1;32");

  private static final Style[] LANES = {LANE_A, LANE_B, LANE_C, LANE_D};

  private final String sgr;

  Style(String sgr) {
    this.sgr = sgr;
  }

  /// A lane's colour; they repeat after four.
  static Style lane(int index) {
    return LANES[Math.floorMod(index, LANES.length)];
  }

  /// The text in this style, by ECMA-48's SGR.
  String paint(String text) {
    return sgr.isEmpty() || text.isEmpty() ? text : "\u001b[" + sgr + "m" + text + "\u001b[0m";
  }
}
