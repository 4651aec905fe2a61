package dev.deadheat.app.prove;

import dev.deadheat.loop.Cured;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.html.HtmlReport;
import dev.deadheat.report.mermaid.MermaidReport;
import dev.deadheat.report.svg.BeforeAfter;
import dev.deadheat.report.svg.SvgReport;
import dev.deadheat.report.svg.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes what is to be looked at elsewhere than in a terminal: pictures of verdicts, comments for
/// pull requests, and the page of a run.
final class Pictures {
  private final Path folder;
  private final Set<String> taken = new HashSet<>();

  /// @param folder where everything goes; made when it is needed
  Pictures(Path folder) {
    this.folder = folder;
  }

  /// Writes `NAME-light.svg`, `NAME-dark.svg` and `NAME.md`; nothing where there is no schedule to
  /// draw. Two scenarios of a run never share a name, even if only their punctuation differs.
  void write(Verdict verdict) throws IOException {
    if (verdict.timeline().isEmpty()) {
      return;
    }
    String plain = ReplayFile.nameFor(verdict.scenario());
    String name = plain;
    for (int n = 2; !taken.add(name); n++) {
      name = plain + "-" + n;
    }
    make();
    Files.writeString(folder.resolve(name + "-light.svg"), SvgReport.render(verdict, Theme.LIGHT));
    Files.writeString(folder.resolve(name + "-dark.svg"), SvgReport.render(verdict, Theme.DARK));
    Files.writeString(folder.resolve(name + ".md"), MermaidReport.comment(verdict));
  }

  /// Writes `NAME-cured-light.svg` and `NAME-cured-dark.svg` for each race that has a cure to take:
  /// the order that broke, and the same order now.
  void write(List<Cured> cured) throws IOException {
    for (Cured each : cured) {
      if (each.recommended().isEmpty()
          || each.broken().timeline().isEmpty()
          || each.recommended().get().before().timeline().isEmpty()) {
        continue;
      }
      make();
      for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
        String name =
            ReplayFile.nameFor(each.broken().scenario()) + "-cured-" + theme.name() + ".svg";
        Files.writeString(
            folder.resolve(name),
            BeforeAfter.render(each.broken(), each.recommended().get(), theme));
      }
    }
  }

  /// Writes `report.html`, a page for the whole run that works offline.
  Path page(ScenarioFile file, List<Verdict> verdicts) throws IOException {
    return page(file, verdicts, List.of());
  }

  /// The same, with what was made of the races.
  Path page(ScenarioFile file, List<Verdict> verdicts, List<Cured> cured) throws IOException {
    make();
    Path project = file.path().toAbsolutePath().normalize().getParent();
    String name = project == null ? "" : String.valueOf(project.getFileName());
    Path page = folder.resolve("report.html");
    Files.writeString(
        page, HtmlReport.render(new HtmlReport.About(name, "Deadheat"), verdicts, cured));
    return page;
  }

  /// Makes the folder, with a file that keeps it out of version control.
  private void make() throws IOException {
    Files.createDirectories(folder);
    Path ignore = folder.resolve(".gitignore");
    if (!Files.exists(ignore)) {
      Files.writeString(ignore, "*\n");
    }
  }
}
