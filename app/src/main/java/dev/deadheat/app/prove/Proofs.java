package dev.deadheat.app.prove;

import dev.deadheat.app.Output;
import dev.deadheat.app.check.PythonFiles;
import dev.deadheat.app.settings.CheckSettings;
import dev.deadheat.app.settings.SettingsException;
import dev.deadheat.app.settings.SettingsReader;
import dev.deadheat.loop.Explained;
import dev.deadheat.loop.Proof;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.findings.ProofJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What a run says of the findings of `check`: `proofs.json`, for `check --proofs`.
///
/// @param project the project's folder, absolute
/// @param folder where the run's files go
record Proofs(Path project, Path folder) {
  /// Joins and writes.
  ///
  /// @param verdicts of the run
  /// @param whole whether all scenarios ran; if not, what earlier runs said of others is kept
  /// @return the races that no rule finds
  /// @throws SettingsException if the project's own settings are wrong
  List<Verdict> write(List<Verdict> verdicts, boolean whole) throws IOException, SettingsException {
    CheckSettings settings = SettingsReader.find(project);
    Explained explained =
        Explained.of(project, PythonFiles.under(project, project, settings), verdicts);
    Path file = folder.resolve("proofs.json");
    Output.write(file, ProofJson.print(whole ? explained : explained.keeping(earlier(file))));
    return explained.gaps();
  }

  /// A file that cannot be read is written anew.
  private static Map<String, Proof> earlier(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      return ProofJson.read(Files.readString(file));
    } catch (IllegalArgumentException outdated) {
      return Map.of();
    }
  }
}
