package dev.deadheat.report.html;

import com.samskivert.mustache.Mustache;
import dev.deadheat.loop.Cured;
import dev.deadheat.prove.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A run as one HTML document: an overview by severity, then each verdict with its picture, its
/// steps, its end beside the serial ones, and what was explored.
///
/// It needs nothing from elsewhere and runs no script, which its content security policy states; it
/// follows the reader's light or dark setting, and can be used by keyboard alone.
public final class HtmlReport {
  private static final String TEMPLATE = "report.html";

  private HtmlReport() {}

  /// Whose run it was.
  ///
  /// @param project the project's name, for the title
  /// @param madeWith versions and, if wanted, the time; one line
  public record About(String project, String madeWith) {}

  /// The document.
  public static String render(About about, List<Verdict> verdicts) {
    return render(about, verdicts, List.of());
  }

  /// The document, with the cures that were tried on the races.
  public static String render(About about, List<Verdict> verdicts, List<Cured> cured) {
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .compile(resource(TEMPLATE))
        .execute(Page.of(about, verdicts, cured, resource("report.css")));
  }

  private static String resource(String name) {
    try (var stream = HtmlReport.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("our own resource " + name + " is missing from the jar");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("our own resource " + name + " cannot be read", e);
    }
  }
}
