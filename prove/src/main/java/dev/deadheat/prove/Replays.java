package dev.deadheat.prove;

import dev.deadheat.prove.replay.Expected;
import dev.deadheat.prove.replay.RecordedFault;
import dev.deadheat.prove.replay.RecordedRequest;
import dev.deadheat.prove.replay.RecordedStep;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.replay.ReplayWriter;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.search.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Writes the replay files of one run.
///
/// @param file the scenarios
/// @param folder where replay files go
record Replays(ScenarioFile file, Path folder) {
  /// Writes a verdict's schedule down; the verdict then names the file.
  Verdict write(Verdict verdict, Scenario scenario, Schedule schedule, ReplayFile.MadeWith versions)
      throws ProveException {
    return write(verdict, scenario, schedule, Optional.empty(), versions);
  }

  /// The same with a fault to inject into it.
  Verdict write(
      Verdict verdict,
      Scenario scenario,
      Schedule schedule,
      Optional<RecordedFault> fault,
      ReplayFile.MadeWith versions)
      throws ProveException {
    ReplayFile replay =
        new ReplayFile(
            versions,
            relative(file.path()),
            scenario.name(),
            requests(scenario, verdict),
            verdict.isolation(),
            schedule,
            fault,
            steps(verdict),
            Expected.of(verdict));
    try {
      Files.createDirectories(folder);
      Path ignore = folder.resolve(".gitignore");
      if (!Files.exists(ignore)) {
        Files.writeString(ignore, "*\n");
      }
      return verdict.withReplay(relative(ReplayWriter.writeInto(folder, replay)));
    } catch (IOException failed) {
      throw new ProveException(
          "the replay file cannot be written into %s: %s; name another folder with --output-dir"
              .formatted(folder, failed.getMessage()),
          failed);
    }
  }

  private static List<RecordedRequest> requests(Scenario scenario, Verdict verdict) {
    return Stream.concat(
            RecordedRequest.all(scenario.requests()).stream(),
            verdict.requests().stream()
                .filter(Verdict.RequestLine::isTask)
                .map(task -> RecordedRequest.task(task.lane(), task.path())))
        .toList();
  }

  static List<RecordedStep> steps(Verdict verdict) {
    return verdict.timeline().stream()
        .flatMap(timeline -> timeline.steps().stream())
        .map(RecordedStep::of)
        .toList();
  }

  /// Relative to the project's folder where it lies in there, with `/`.
  private String relative(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path project = file.path().toAbsolutePath().normalize().getParent();
    return project != null && absolute.startsWith(project)
        ? project.relativize(absolute).toString().replace('\\', '/')
        : absolute.toString();
  }
}
