package dev.deadheat.prove.stage;

import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.Service;
import dev.deadheat.prove.worker.AgentFiles;
import dev.deadheat.prove.worker.CacheFolder;
import dev.deadheat.prove.worker.LaneFolder;
import dev.deadheat.prove.worker.Launch;
import dev.deadheat.prove.worker.Python;
import dev.deadheat.prove.worker.Pythons;
import dev.deadheat.prove.worker.Worker;
import dev.deadheat.prove.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Knows how the lanes of a service are started. Closing removes what they wrote into.
interface Bills extends AutoCloseable {
  /// The launch of one lane.
  ///
  /// @param databaseUrl the lane's own way to the database
  Launch launch(String databaseUrl) throws IOException;

  @Override
  void close();

  /// Finds what the service needs, and builds it if it says how.
  static Bills of(ScenarioFile file, Surroundings around, Cast cast, Watcher watcher)
      throws StageException, WorkerException, IOException {
    Path folder = folder(file);
    return switch (file.service()) {
      case Service.Django django -> django(django, folder, around, cast);
      case Service.AnyCommand command -> {
        if (!command.build().isEmpty()) {
          watcher.phase("building: " + String.join(" ", command.build()));
          Build.run(command.build(), folder, around.environment(), watcher);
        }
        yield new OfCommand(command, folder, around);
      }
    };
  }

  private static Bills django(Service.Django django, Path folder, Surroundings around, Cast cast)
      throws WorkerException, IOException {
    Python python = Pythons.find(folder, around.python().or(django::python), around.environment());
    Path agent = AgentFiles.unpack(CacheFolder.find(around.environment()));
    byte[] secret = new byte[12];
    new SecureRandom().nextBytes(secret);
    return new OfDjango(
        new Launch.DjangoLane(
            python,
            agent,
            folder,
            "",
            Path.of(""),
            HexFormat.of().formatHex(secret),
            django.settings(),
            cast.isolation(),
            cast.allowHosts(),
            django.environment()),
        LaneFolder.create(around.environment()),
        around);
  }

  /// Lanes that are a Django project.
  ///
  /// @param lane without the database and the folder
  record OfDjango(Launch.DjangoLane lane, LaneFolder runFolder, Surroundings around)
      implements Bills {
    @Override
    public Launch launch(String databaseUrl) {
      return Launch.django(lane.on(databaseUrl, runFolder.path()), around.environment());
    }

    @Override
    public void close() {
      runFolder.close();
    }
  }

  /// Lanes that are any command.
  record OfCommand(Service.AnyCommand service, Path folder, Surroundings around) implements Bills {
    @Override
    public Launch launch(String databaseUrl) throws IOException {
      return Launch.command(
          service.command(),
          folder,
          databaseUrl,
          Worker.freePort(),
          service.environment(),
          around.environment());
    }

    @Override
    public void close() {
      // They are given no folder.
    }
  }

  private static Path folder(ScenarioFile file) {
    Path folder = file.path().toAbsolutePath().normalize().getParent();
    return folder == null ? Path.of("/") : folder;
  }
}
