package dev.deadheat.report.terminal;

import dev.deadheat.report.story.Headline.Tone;
import dev.deadheat.report.story.Story.State;
import dev.deadheat.report.text.Printable;
import dev.deadheat.report.text.Width;
import java.util.List;

/// Writes printable text and the picture's signs as this terminal can show them.
final class Pen {
  private final TerminalLook look;

  Pen(TerminalLook look) {
    this.look = look;
  }

  int width() {
    return look.width();
  }

  /// The text in characters that the terminal has. Everything measured must come from here.
  String text(String printable) {
    return look.unicode() ? printable : Printable.ascii(printable);
  }

  Line line(Style style, String printable) {
    return Line.of(style, text(printable));
  }

  String elide(String printable, int cells) {
    return Width.elide(text(printable), cells, more());
  }

  String elideStart(String printable, int cells) {
    return Width.elideStart(text(printable), cells, more());
  }

  List<String> wrap(String printable, int cells, int lines) {
    return Width.wrap(text(printable), cells, lines, more());
  }

  String render(Line line) {
    return line.render(look.colour());
  }

  private String more() {
    return pick("…", "...");
  }

  String pick(String unicode, String ascii) {
    return look.unicode() ? unicode : ascii;
  }

  String rule() {
    return pick("─", "-");
  }

  String life() {
    return pick("│", "|");
  }

  String waitTop() {
    return pick("┏", "#");
  }

  String waiting() {
    return pick("┃", "#");
  }

  String waitEnd() {
    return pick("┗", "#");
  }

  String arrowLeft() {
    return pick("◄", "<");
  }

  String arrowRight() {
    return pick("►", ">");
  }

  String cross() {
    return pick("✗", "X");
  }

  String answer() {
    return pick("⇒", "=>");
  }

  String dot() {
    return pick(" · ", " | ");
  }

  String sign(Tone tone) {
    return switch (tone) {
      case BAD -> cross();
      case DOUBT -> pick("△", "?");
      case GOOD -> pick("✓", "OK");
    };
  }

  /// The sign before a value: filled if everybody sees it.
  String mark(State state) {
    return switch (state) {
      case SEEN, COMMITTED, ROLLED_BACK -> pick("●", "*");
      case UNCOMMITTED, SEEN_OWN -> pick("○", "o");
    };
  }

  static Style style(Tone tone) {
    return switch (tone) {
      case BAD -> Style.BAD;
      case DOUBT -> Style.DOUBT;
      case GOOD -> Style.GOOD;
    };
  }

  static Style style(State state) {
    return switch (state) {
      case SEEN, SEEN_OWN -> Style.DIM;
      case COMMITTED, UNCOMMITTED, ROLLED_BACK -> Style.BOLD;
    };
  }
}
