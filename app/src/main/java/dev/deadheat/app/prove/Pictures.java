package dev.deadheat.app.prove;

import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.html.HtmlReport;
import dev.deadheat.report.svg.SvgReport;
import dev.deadheat.report.svg.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Writes what is to be looked at in a browser: pictures of verdicts, and the page of a run.
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
    make(folder);
    Files.writeString(folder.resolve(name + "-light.svg"), SvgReport.render(verdict, Theme.LIGHT));
    Files.writeString(folder.resolve(name + "-dark.svg"), SvgReport.render(verdict, Theme.DARK));
  }

  /// Writes `report.html`, a page for the whole run that works offline.
  static Path page(ScenarioFile file, List<Verdict> verdicts, Path folder) throws IOException {
    make(folder);
    Path project = file.path().toAbsolutePath().normalize().getParent();
    String name = project == null ? "" : String.valueOf(project.getFileName());
    Path page = folder.resolve("report.html");
    Files.writeString(page, HtmlReport.render(new HtmlReport.About(name, "Deadheat"), verdicts));
    return page;
  }

  /// Makes the folder, with a file that keeps it out of version control.
  private static void make(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path ignore = folder.resolve(".gitignore");
    if (!Files.exists(ignore)) {
      Files.writeString(ignore, "*\n");
    }
  }
}
