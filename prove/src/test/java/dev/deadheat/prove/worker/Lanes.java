package dev.deadheat.prove.worker;

import dev.deadheat.postgres.server.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// A server and a Python with Django, shared by the tests of a class; lanes of projects on it.
final class Lanes implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final Path SEED = Path.of("../examples/seed").toAbsolutePath().normalize();

  private final EmbeddedServer server;
  private final Path cache;
  private final Python python;
  private int databases;

  private Lanes(EmbeddedServer server, Path cache, Python python) {
    this.server = server;
    this.cache = cache;
    this.python = python;
  }

  static Lanes open() throws Exception {
    Path cache = CacheFolder.find(System.getenv());
    Python python =
        ExampleEnvironment.ensure(
            SEED, cache, Optional.empty(), System.getenv(), System.err::println);
    return new Lanes(EmbeddedServer.start(), cache, python);
  }

  Python python() {
    return python;
  }

  /// The URL of a new empty database.
  String database() throws Exception {
    String name = "lane" + databases++;
    server.createDatabase(name);
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            server.application().user(),
            server.application().password(),
            server.host(),
            server.port(),
            name);
  }

  Launch launch(Path project, String url, Path runFolder) throws IOException {
    return launch(project, url, runFolder, List.of());
  }

  Launch launch(Path project, String url, Path runFolder, List<String> allowHosts)
      throws IOException {
    return Launch.django(
        new Launch.DjangoLane(
            python,
            AgentFiles.unpack(cache),
            project,
            url,
            runFolder,
            "s3cret",
            Optional.empty(),
            Optional.empty(),
            allowHosts,
            new LinkedHashMap<>()),
        System.getenv());
  }

  /// A copy of the seed with more files, or with other text in its own.
  static Path seedWith(Path folder, String... pathsAndTexts) throws IOException {
    try (var files = Files.walk(SEED)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = SEED.relativize(file).toString();
        if (!path.contains("__pycache__") && !path.startsWith(".venv")) {
          Path target = folder.resolve(path);
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      Path target = folder.resolve(pathsAndTexts[i]);
      Files.createDirectories(target.getParent());
      Files.writeString(target, pathsAndTexts[i + 1]);
    }
    return folder;
  }

  @Override
  public void close() {
    server.close();
  }
}
