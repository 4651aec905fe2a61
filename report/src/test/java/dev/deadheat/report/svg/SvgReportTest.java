package dev.deadheat.report.svg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.report.tales.Extremes;
import dev.deadheat.report.tales.Golden;
import dev.deadheat.report.tales.Tales;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

final class SvgReportTest {
  @TestFactory
  Stream<DynamicTest> textStaysInItsBoxAndBoxesOnThePage() {
    return Tales.all().entrySet().stream()
        .map(tale ->
            DynamicTest.dynamicTest(
                tale.getKey(),
                () -> {
                  var svg = parse(SvgReport.render(tale.getValue(), Theme.LIGHT));
                  var page =
                      new Box(
                          0,
                          0,
                          number(svg.getDocumentElement(), "width"),
                          number(svg.getDocumentElement(), "height"));
                  var seen = new ArrayList<String>();
                  check(svg.getDocumentElement(), 0, page, seen);
                  assertThat(seen).hasSizeGreaterThan(4);
                }));
  }

  @TestFactory
  Stream<DynamicTest> everyStepHasItsNumberAndItsWords() {
    return Tales.all().entrySet().stream()
        .filter(tale -> tale.getValue().timeline().isPresent())
        .map(tale ->
            DynamicTest.dynamicTest(
                tale.getKey(),
                () -> {
                  var svg = parse(SvgReport.render(tale.getValue(), Theme.DARK));
                  var texts = texts(svg);
                  var told = svg.getElementsByTagName("desc").item(0).getTextContent();
                  for (var step : tale.getValue().timeline().orElseThrow().steps()) {
                    assertThat(texts).contains(String.valueOf(step.number()));
                    assertThat(told).contains("Step " + step.number() + ", User " + step.lane());
                  }
                }));
  }

  @Test
  void bothThemesSayTheSame() {
    Tales.all()
        .values()
        .forEach(verdict ->
            assertThat(texts(parse(SvgReport.render(verdict, Theme.DARK))))
                .isEqualTo(texts(parse(SvgReport.render(verdict, Theme.LIGHT)))));
  }

  @Test
  void dataIsTextAndNothingElse() {
    var svg = parse(SvgReport.render(Extremes.hostile(), Theme.LIGHT));
    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    assertThat(svg.getElementsByTagName("tag").getLength()).isZero();
    assertThat(texts(svg)).anyMatch(text -> text.contains("<b>why</b> & when"));
    assertThat(texts(svg))
        .allSatisfy(text -> assertThat(text.chars()).noneMatch(Character::isISOControl));
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    Tales.all()
        .values()
        .forEach(verdict -> {
          var svg = SvgReport.render(verdict, Theme.LIGHT);
          assertThat(svg).doesNotContain("href").doesNotContain("<image").doesNotContain("@import");
          assertThat(svg.replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
              .doesNotContain("http://www");
        });
  }

  @Test
  void everyInkCanBeReadOnEveryPaper() {
    for (var theme : List.of(Theme.LIGHT, Theme.DARK)) {
      var inks =
          new ArrayList<>(
              List.of(
                  theme.text(),
                  theme.muted(),
                  theme.bad(),
                  theme.doubt(),
                  theme.good(),
                  theme.row()));
      inks.addAll(theme.lanes());
      for (var paper : List.of(theme.page(), theme.panel(), theme.card())) {
        assertThat(inks)
            .allSatisfy(ink ->
                assertThat(contrast(ink, paper))
                    .as("%s on %s, %s", ink, paper, theme.name())
                    .isGreaterThanOrEqualTo(4.5));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> looksAsReviewed() {
    return Stream.of("racy", "cured", "deadlock")
        .map(name ->
            DynamicTest.dynamicTest(
                name,
                () ->
                    Golden.check(name + ".svg", SvgReport.render(Tales.named(name), Theme.LIGHT))));
  }

  private record Box(double left, double top, double right, double bottom) {
    boolean holds(Box other) {
      return left <= other.left
          && top <= other.top
          && right >= other.right
          && bottom >= other.bottom;
    }
  }

  /// Walks the tree; inside a group of class `box`, texts belong to its first rectangle.
  private static void check(Element element, double down, Box around, List<String> seen) {
    var box = around;
    for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (!(child instanceof Element e)) {
        continue;
      }
      switch (e.getTagName()) {
        case "rect" -> {
          if (e.isSameNode(element.getFirstChild())
              && element.getAttribute("class").equals("box")) {
            box = rect(e, down);
            assertThat(around.holds(box)).as("box on the page: %s", box).isTrue();
          }
        }
        case "text" -> {
          if (!e.hasAttribute("transform")) {
            assertThat(box.holds(extent(e, down))).as(e.getTextContent()).isTrue();
            seen.add(e.getTextContent());
          }
        }
        case "g" -> check(e, down + shift(e), box, seen);
        default -> {}
      }
    }
  }

  private static double shift(Element g) {
    var transform = g.getAttribute("transform");
    return transform.isEmpty()
        ? 0
        : Double.parseDouble(transform.replaceAll("translate\\(0 ([0-9.]+)\\)", "$1"));
  }

  private static Box rect(Element e, double down) {
    var x = number(e, "x");
    var y = number(e, "y") + down;
    return new Box(x, y, x + number(e, "width"), y + number(e, "height"));
  }

  private static Box extent(Element e, double down) {
    var face = e.getAttribute("font-family").contains("mono") ? Face.CODE : Face.WORDS;
    var size = number(e, "font-size");
    var width = face.width(e.getTextContent(), size);
    var x = number(e, "x");
    var left =
        switch (e.getAttribute("text-anchor")) {
          case "middle" -> x - width / 2;
          case "end" -> x - width;
          default -> x;
        };
    var y = number(e, "y") + down;
    return new Box(left, y - size, left + width, y + size * 0.3);
  }

  private static List<String> texts(Document svg) {
    var out = new ArrayList<String>();
    var all = svg.getElementsByTagName("text");
    for (var i = 0; i < all.getLength(); i++) {
      Node node = all.item(i);
      out.add(node.getTextContent());
    }
    return out;
  }

  private static double number(Element e, String attribute) {
    return Double.parseDouble(e.getAttribute(attribute));
  }

  private static Document parse(String svg) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
    } catch (Exception e) {
      throw new AssertionError("not well-formed: " + svg, e);
    }
  }

  /// WCAG 2.2, "contrast ratio" and "relative luminance".
  private static double contrast(String one, String other) {
    var a = luminance(one);
    var b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String colour) {
    var rgb = Integer.parseInt(colour.substring(1), 16);
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    var c = (channel & 0xff) / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
