package dev.deadheat.report.svg;

import dev.deadheat.report.story.Story.Scene;
import dev.deadheat.report.story.Story.Wait;
import dev.deadheat.report.svg.Block.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The words of a card, wrapped to its width.
final class CardText {
  static final double BADGE = 34;
  static final double CODE = 14;
  static final double SMALL = 12.5;

  private final Theme theme;
  private final double room;

  CardText(Theme theme, double cardWidth) {
    this.theme = theme;
    this.room = cardWidth - BADGE - Block.PAD - 4;
  }

  List<Said> of(Scene scene, Optional<String> ignoredBy) {
    var out = new ArrayList<Said>();
    var bad = scene.culprit().isPresent();
    scene
        .waited()
        .ifPresent(wait ->
            say(
                out,
                Ink.words(SMALL, theme.muted()).strong(),
                wait.granted()
                    ? "lock granted, after waiting for " + wait.holder()
                    : "its wait for " + wait.holder() + "'s lock ended in an error",
                1));
    var sql = Ink.code(CODE, bad ? theme.bad() : theme.text());
    say(out, bad ? sql.strong() : sql, scene.sql(), scene.isAside() ? 1 : 3);
    source(out, scene);
    scene.error().ifPresent(e -> say(out, Ink.code(SMALL, theme.bad()).strong(), "✗ " + e, 2));
    scene.answer().ifPresent(a -> say(out, Ink.code(SMALL, theme.text()).strong(), "⇒ " + a, 2));
    scene
        .culprit()
        .ifPresent(c -> say(out, Ink.words(SMALL, theme.bad()).strong(), "✗ " + c.words(), 2));
    ignoredBy.ifPresent(by -> say(out, Ink.words(SMALL, theme.bad()).strong(), by, 1));
    return out;
  }

  List<Said> of(Wait wait) {
    var out = new ArrayList<Said>();
    say(out, Ink.code(CODE, theme.muted()), wait.sql(), 2);
    say(
        out,
        Ink.words(SMALL, theme.lane(wait.lane())).strong(),
        "sent; waits for " + wait.holder() + "'s lock",
        1);
    return out;
  }

  private void source(List<Said> out, Scene scene) {
    if (scene.where().isEmpty()) {
      return;
    }
    var where = Ink.code(SMALL, theme.muted());
    var whole = scene.where() + "  " + scene.source();
    if (Face.CODE.width(whole, SMALL) <= room) {
      out.add(new Said(where, whole));
      return;
    }
    out.add(new Said(where, Face.CODE.elideStart(scene.where(), room, SMALL)));
    if (!scene.source().isEmpty()) {
      say(out, where, scene.source(), 2);
    }
  }

  private void say(List<Said> out, Ink ink, String text, int lines) {
    ink.face().wrap(text, room, ink.size(), lines).forEach(line -> out.add(new Said(ink, line)));
  }
}
