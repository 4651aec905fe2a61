package dev.deadheat.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The rules' pages: what `deadheat explain` prints, and what the tests run.
public final class RulePages {
  private RulePages() {}

  /// The rule that a code or a name means, in any case.
  public static Optional<RuleId> find(String codeOrName) {
    String wanted = codeOrName.toLowerCase(Locale.ROOT);
    return Rules.ids().stream()
        .filter(id -> id.code().toLowerCase(Locale.ROOT).equals(wanted) || id.name().equals(wanted))
        .findFirst();
  }

  /// What a rule finds, in its page's first paragraph, on one line.
  public static String summary(RuleId rule) {
    String[] paragraphs = page(rule).split("\n\n", 3);
    return paragraphs[1].strip().replaceAll("\\s+", " ");
  }

  /// A rule's page, in Markdown.
  public static String page(RuleId rule) {
    String file = rule.name() + ".md";
    try (InputStream stream = RulePages.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the page " + file + " is missing from the build");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
