package dev.deadheat.report.svg;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes SVG elements through an XML writer, which does all the escaping. Coordinates are user
/// units, printed with at most one decimal.
final class Drawing {
  private static final String SVG = "http://www.w3.org/2000/svg";

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  Drawing() {
    try {
      xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /// Begins the root element.
  ///
  /// @param id makes the ids of title and description unique among pictures of one document
  Drawing root(double width, double height, String id, String title, String description) {
    open(
        "svg",
        "xmlns",
        SVG,
        "viewBox",
        "0 0 " + number(width) + " " + number(height),
        "width",
        number(width),
        "height",
        number(height),
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-desc");
    open("title", "id", id + "-title").say(title).close();
    return open("desc", "id", id + "-desc").say(description).close();
  }

  /// Begins an element; attributes are name and value in turn. Ends with [#close()].
  Drawing open(String element, Object... attributes) {
    try {
      xml.writeStartElement(element);
      attributes(attributes);
      return this;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /// An element without content.
  Drawing leaf(String element, Object... attributes) {
    try {
      xml.writeEmptyElement(element);
      attributes(attributes);
      return this;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  Drawing close() {
    try {
      xml.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  Drawing say(String words) {
    try {
      xml.writeCharacters(words);
      return this;
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  Drawing rect(double x, double y, double width, double height, double round, Object... more) {
    return leaf(
        "rect",
        join(new Object[] {"x", x, "y", y, "width", width, "height", height, "rx", round}, more));
  }

  /// Text whose baseline begins at (x, y).
  Drawing text(double x, double y, Ink ink, String words) {
    return text(x, y, ink, words, "start");
  }

  Drawing text(double x, double y, Ink ink, String words, String anchor, Object... more) {
    var attributes =
        join(
            new Object[] {
              "x",
              x,
              "y",
              y,
              "font-family",
              ink.face().families(),
              "font-size",
              ink.size(),
              "fill",
              ink.colour()
            },
            more);
    if (ink.bold()) {
      attributes = join(attributes, new Object[] {"font-weight", "700"});
    }
    if (!anchor.equals("start")) {
      attributes = join(attributes, new Object[] {"text-anchor", anchor});
    }
    // Runs of spaces in data are kept; the line was measured with them.
    return open("text", join(attributes, new Object[] {"xml:space", "preserve"}))
        .say(words)
        .close();
  }

  /// The finished document.
  String finish() {
    try {
      xml.writeEndDocument();
      xml.close();
      return text + "\n";
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  private void attributes(Object[] attributes) throws XMLStreamException {
    for (var i = 0; i < attributes.length; i += 2) {
      var value = attributes[i + 1];
      xml.writeAttribute(
          String.valueOf(attributes[i]),
          value instanceof Number n ? number(n.doubleValue()) : String.valueOf(value));
    }
  }

  private static Object[] join(Object[] first, Object[] second) {
    var out = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, out, first.length, second.length);
    return out;
  }

  static String number(double n) {
    return BigDecimal.valueOf(n)
        .setScale(1, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /// Writing to memory does not fail, and the elements are ours.
  private static IllegalStateException impossible(XMLStreamException e) {
    return new IllegalStateException("writing an SVG picture to memory failed", e);
  }
}
