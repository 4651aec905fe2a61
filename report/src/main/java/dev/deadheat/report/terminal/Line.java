package dev.deadheat.report.terminal;

import dev.deadheat.report.text.Width;
import java.util.ArrayList;
import java.util.List;

/// One line of output under construction: spans side by side.
record Line(List<Span> spans) {
  static final Line EMPTY = new Line(List.of());

  Line {
    spans = List.copyOf(spans);
  }

  record Span(Style style, String text) {}

  static Line of(Style style, String text) {
    return EMPTY.and(style, text);
  }

  Line and(Style style, String text) {
    return text.isEmpty() ? this : and(new Line(List.of(new Span(style, text))));
  }

  Line and(Line other) {
    var all = new ArrayList<>(spans);
    all.addAll(other.spans);
    return new Line(all);
  }

  int width() {
    return spans.stream().mapToInt(span -> Width.of(span.text())).sum();
  }

  /// This line followed by spaces up to a width; wider lines stay.
  Line padTo(int cells) {
    return and(Style.PLAIN, " ".repeat(Math.max(0, cells - width())));
  }

  /// This line with an arrow drawn over its blanks: whatever is written in between stays.
  ///
  /// @param from the first cell of the arrow
  /// @param to the cell after its last
  /// @param head the sign at its point
  /// @param pointsRight whether the head is at the end or at the start
  Line arrow(int from, int to, Style style, String shaft, String head, boolean pointsRight) {
    var out = EMPTY;
    var at = 0;
    for (var span : spans) {
      for (var c : span.text().codePoints().toArray()) {
        var sign = Character.toString(c);
        if (c == ' ' && at >= from && at < to) {
          var isHead = at == (pointsRight ? to - 1 : from);
          out = out.and(style, isHead ? head : shaft);
        } else {
          out = out.and(span.style(), sign);
        }
        at += Width.of(sign);
      }
    }
    return out.joined();
  }

  /// The same with neighbours of one style made one span.
  private Line joined() {
    var out = new ArrayList<Span>();
    for (var span : spans) {
      if (!out.isEmpty() && out.getLast().style() == span.style()) {
        out.set(out.size() - 1, new Span(span.style(), out.getLast().text() + span.text()));
      } else {
        out.add(span);
      }
    }
    return new Line(out);
  }

  /// The finished text, without spaces at its end.
  String render(boolean colour) {
    var end = spans.size();
    while (end > 0 && spans.get(end - 1).text().isBlank()) {
      end--;
    }
    var out = new StringBuilder();
    for (var i = 0; i < end; i++) {
      var span = spans.get(i);
      var text = i == end - 1 ? span.text().stripTrailing() : span.text();
      out.append(colour ? span.style().paint(text) : text);
    }
    return out.toString();
  }
}
