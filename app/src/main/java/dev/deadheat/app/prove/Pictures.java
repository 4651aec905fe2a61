package dev.deadheat.app.prove;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.svg.SvgReport;
import dev.deadheat.report.svg.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Writes the picture of a verdict, light and dark.
final class Pictures {
  private Pictures() {}

  /// Writes `NAME-light.svg` and `NAME-dark.svg`; nothing where there is no schedule to draw.
  static void write(Verdict verdict, Path folder) throws IOException {
    if (verdict.timeline().isEmpty()) {
      return;
    }
    String plain =
        verdict
            .scenario()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String name = plain.isEmpty() ? "scenario" : plain.substring(0, Math.min(60, plain.length()));
    Files.createDirectories(folder);
    Path ignore = folder.resolve(".gitignore");
    if (!Files.exists(ignore)) {
      Files.writeString(ignore, "*\n");
    }
    Files.writeString(folder.resolve(name + "-light.svg"), SvgReport.render(verdict, Theme.LIGHT));
    Files.writeString(folder.resolve(name + "-dark.svg"), SvgReport.render(verdict, Theme.DARK));
  }
}
