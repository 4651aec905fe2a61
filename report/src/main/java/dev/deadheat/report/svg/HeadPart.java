package dev.deadheat.report.svg;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Headline;
import dev.deadheat.report.story.Headline.Tone;
import dev.deadheat.report.text.Printable;

/// The headline: what was found, in which scenario.
final class HeadPart {
  private static final double NAME = 26;
  private static final double SCENARIO = 15;

  private final Verdict verdict;
  private final Theme theme;
  private final Columns columns;

  HeadPart(Verdict verdict, Theme theme, Columns columns) {
    this.verdict = verdict;
    this.theme = theme;
    this.columns = columns;
  }

  double height() {
    return 106;
  }

  static String colour(Theme theme, Tone tone) {
    return switch (tone) {
      case BAD -> theme.bad();
      case DOUBT -> theme.doubt();
      case GOOD -> theme.good();
    };
  }

  static String sign(Tone tone) {
    return switch (tone) {
      case BAD -> "✗";
      case DOUBT -> "△";
      case GOOD -> "✓";
    };
  }

  void draw(Drawing out) {
    var headline = Headline.of(verdict);
    var colour = colour(theme, headline.tone());
    var room = columns.room();
    var x = columns.edge();
    var name = sign(headline.tone()) + " " + headline.title();
    var nameInk = Ink.words(NAME, colour).strong();
    out.text(x, 50, nameInk, Face.WORDS.elide(name, room, NAME));
    var gist = Ink.words(SCENARIO, theme.text());
    out.text(x, 78, gist, Face.WORDS.elide(headline.gist(), room, SCENARIO));
    var beside = Face.WORDS.width(name, NAME) + 24;
    if (beside < room * 0.7) {
      var scenario = Ink.code(SCENARIO, theme.muted());
      out.text(
          x + room,
          50,
          scenario,
          Face.CODE.elide(Printable.flat(verdict.scenario()), room - beside, SCENARIO),
          "end");
    }
    var sure = Headline.reproduced(verdict);
    if (!sure.isEmpty()) {
      out.text(x + room, 78, Ink.words(SCENARIO, theme.muted()), sure, "end");
    }
  }
}
