package dev.deadheat.report.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.deadheat.report.html.HtmlReport;
import dev.deadheat.report.html.HtmlReport.About;
import dev.deadheat.report.tales.Tales;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page of every tale (four lanes, forty steps, long and foreign names) in Chromium: what a
/// person with a narrow window, a dark room, a keyboard or weak eyes gets.
@Tag("browser")
final class PageInBrowserTest {
  // The browser's last files may still come while it ends.
  @TempDir(cleanup = CleanupMode.NEVER)
  static Path folder;

  private static Path page;
  private static Browser browser;
  private static String measures;

  @BeforeAll
  static void open() throws Exception {
    page = folder.resolve("report.html");
    Files.writeString(
        page,
        HtmlReport.render(new About("shop", "Deadheat 0.1"), List.copyOf(Tales.all().values())));
    try (InputStream script = PageInBrowserTest.class.getResourceAsStream("measures.js")) {
      measures = new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
    }
    browser = Browser.start(folder.resolve("profile"));
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  @BeforeEach
  void anew() throws Exception {
    browser.scheme("light");
    browser.size(1280, 900);
    browser.open(page);
    browser.evaluate("(() => {" + measures + "; return 0})()");
  }

  @Test
  void loadsNothingAndComplainsOfNothing() {
    assertThat(browser.events())
        .filteredOn(event -> Browser.is(event, "Network.requestWillBeSent"))
        .hasSize(1);
    assertThat(browser.events()).noneMatch(event -> Browser.is(event, "Log.entryAdded"));
  }

  @ParameterizedTest
  @CsvSource({"320", "480", "768", "1280", "1920", "3000"})
  void fitsAnyWindow(int width) throws Exception {
    browser.size(width, 900);
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    assertThat(list("wider()")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"light", "dark"})
  void everyTextCanBeRead(String scheme) throws Exception {
    browser.scheme(scheme);
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    assertThat(list("tooFaint()")).isEmpty();
    assertThat(Integer.parseInt(browser.evaluate("texts().length"))).isGreaterThan(500);
  }

  @Test
  void noTextOfAPictureCoversAnotherOrLeavesIt() throws Exception {
    assertThat(Integer.parseInt(browser.evaluate("document.querySelectorAll('svg text').length")))
        .isGreaterThan(100);
    assertThat(list("overlaps()")).isEmpty();
    assertThat(list("outside()")).isEmpty();
  }

  @Test
  void nothingIsToldByColourAlone() throws Exception {
    assertThat(list("colourAlone()")).isEmpty();
  }

  @Test
  void everythingIsReachedByKeyboardAndTheFocusIsSeen() throws Exception {
    int reachable = Integer.parseInt(browser.evaluate("focusable().length"));
    assertThat(reachable).isGreaterThan(40);
    browser.press("Tab", 9);
    assertThat(browser.evaluate("document.activeElement.textContent")).contains("Skip");
    browser.evaluate("window.seen = [], 0");
    for (int i = 0; i < reachable; i++) {
      browser.evaluate("noteFocus()");
      browser.press("Tab", 9);
    }
    assertThat(Integer.parseInt(browser.evaluate("new Set(window.seen).size")))
        .isEqualTo(reachable);
    assertThat(list("window.unseen")).isEmpty();
  }

  @Test
  void theStepsOpenByKeyboard() throws Exception {
    browser.evaluate("document.querySelector('section > details > summary').focus(), 0");
    browser.press("Enter", 13);
    assertThat(browser.evaluate("document.querySelector('section > details').open"))
        .isEqualTo("true");
  }

  @Test
  void darkAndLightArePainted() throws Exception {
    byte[] light = browser.picture();
    browser.scheme("dark");
    byte[] dark = browser.picture();
    assertThat(light.length).isGreaterThan(50_000);
    assertThat(dark).isNotEqualTo(light);
  }

  @Test
  void theMeasuresSeeWhatIsWrong() throws Exception {
    browser.evaluate(
        """
        (() => {
          const section = document.querySelector('section');
          section.insertAdjacentHTML('beforeend', `
            <p id="faint">pale grey on white</p>
            <p id="broad">long</p><p><span class="bad">only red</span></p>`);
          const set = (id, styles) => Object.assign(document.getElementById(id).style, styles);
          set('faint', {color: '#aaa'});
          set('broad', {width: '4000px'});
          const picture = document.querySelector('.wide svg');
          const text = picture.querySelector('text');
          text.parentNode.append(text.cloneNode(true));
          const away = text.cloneNode(true);
          away.setAttribute('x', '9000');
          text.parentNode.append(away);
        })()
        """);
    assertThat(list("wider()")).contains("the page itself", "P long");
    assertThat(list("tooFaint()")).singleElement().asString().contains("pale grey on white");
    assertThat(list("colourAlone()")).containsExactly("SPAN only red");
    assertThat(list("overlaps()")).isNotEmpty();
    assertThat(list("outside()")).isNotEmpty();
  }

  private static List<String> list(String expression) throws InterruptedException {
    return JsonParser.parseString(browser.evaluate(expression)).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }
}
