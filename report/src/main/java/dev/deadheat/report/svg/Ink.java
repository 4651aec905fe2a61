package dev.deadheat.report.svg;

/// One line of text to be drawn: what it says and how it looks.
///
/// @param size in user units
/// @param colour as the theme gives it
record Ink(Face face, double size, String colour, boolean bold) {
  static Ink code(double size, String colour) {
    return new Ink(Face.CODE, size, colour, false);
  }

  static Ink words(double size, String colour) {
    return new Ink(Face.WORDS, size, colour, false);
  }

  Ink strong() {
    return new Ink(face, size, colour, true);
  }

  double lineHeight() {
    return Math.round(size * 1.45);
  }
}
