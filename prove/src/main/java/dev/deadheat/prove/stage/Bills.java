package dev.deadheat.prove.stage;

import dev.deadheat.prove.ProveException;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.Service;
import dev.deadheat.prove.worker.AgentFiles;
import dev.deadheat.prove.worker.CacheFolder;
import dev.deadheat.prove.worker.Launch;
import dev.deadheat.prove.worker.Python;
import dev.deadheat.prove.worker.Pythons;
import dev.deadheat.prove.worker.Worker;
import dev.deadheat.prove.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Knows how the lanes of a service are started.
@FunctionalInterface
interface Bills {
  /// The launch of one lane.
  ///
  /// @param databaseUrl the lane's own way to the database
  Launch launch(String databaseUrl) throws IOException;

  /// Finds what the service needs, and builds it if it says how.
  static Bills of(ScenarioFile file, Settings settings, Theatre.Cast cast, Watcher watcher)
      throws ProveException, WorkerException, IOException {
    Path folder = folder(file);
    return switch (file.service()) {
      case Service.Django django -> django(django, folder, settings, cast);
      case Service.AnyCommand command -> {
        if (!command.build().isEmpty()) {
          watcher.phase("building: " + String.join(" ", command.build()));
          Build.run(command.build(), folder, settings.environment(), watcher);
        }
        yield url ->
            Launch.command(
                command.command(),
                folder,
                url,
                Worker.freePort(),
                command.environment(),
                settings.environment());
      }
    };
  }

  private static Bills django(
      Service.Django django, Path folder, Settings settings, Theatre.Cast cast)
      throws WorkerException, IOException {
    Python python =
        Pythons.find(folder, settings.python().or(django::python), settings.environment());
    Path agent = AgentFiles.unpack(CacheFolder.find(settings.environment()));
    Path runFolder = Files.createTempDirectory("deadheat-run-");
    byte[] secret = new byte[12];
    new SecureRandom().nextBytes(secret);
    return url ->
        Launch.django(
            new Launch.DjangoLane(
                python,
                agent,
                folder,
                url,
                runFolder,
                HexFormat.of().formatHex(secret),
                django.settings(),
                cast.isolation(),
                cast.allowHosts(),
                django.environment()),
            settings.environment());
  }

  private static Path folder(ScenarioFile file) {
    Path folder = file.path().toAbsolutePath().normalize().getParent();
    return folder == null ? Path.of("/") : folder;
  }
}
