package dev.deadheat.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Puts new text in the place of a span; an empty span is an insertion, an empty text a deletion.
///
/// @param span what is replaced, in offsets of the text before any edit
/// @param text what stands there afterwards
public record Edit(Span span, String text) {

  public static Edit insert(int offset, String text) {
    return new Edit(new Span(offset, offset), text);
  }

  public static Edit delete(Span span) {
    return new Edit(span, "");
  }

  /// Applies edits to a UTF-8 text, all at once: their offsets are those of the text given. Several
  /// insertions at one offset come out in the order given, and before what replaces a span that
  /// begins there.
  ///
  /// @throws IllegalArgumentException if two of them overlap or one lies outside the text
  public static byte[] apply(byte[] utf8, List<Edit> edits) {
    List<Edit> sorted = new ArrayList<>(edits);
    sorted.sort(Comparator.comparing(Edit::span));
    List<byte[]> texts = new ArrayList<>(sorted.size());
    long length = utf8.length;
    int last = 0;
    for (Edit edit : sorted) {
      if (edit.span.start() < last || edit.span.end() > utf8.length) {
        throw new IllegalArgumentException("edits overlap or leave the text at " + edit.span);
      }
      last = edit.span.end();
      byte[] text = edit.text.getBytes(UTF_8);
      texts.add(text);
      length += text.length - edit.span.length();
    }
    byte[] result = new byte[Math.toIntExact(length)];
    int from = 0;
    int to = 0;
    for (int i = 0; i < sorted.size(); i++) {
      Span span = sorted.get(i).span;
      System.arraycopy(utf8, from, result, to, span.start() - from);
      to += span.start() - from;
      byte[] text = texts.get(i);
      System.arraycopy(text, 0, result, to, text.length);
      to += text.length;
      from = span.end();
    }
    System.arraycopy(utf8, from, result, to, utf8.length - from);
    return result;
  }
}
