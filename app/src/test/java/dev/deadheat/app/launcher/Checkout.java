package dev.deadheat.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A folder with the real launcher, and scripts that stand in for Maven and the JDK: the one writes
/// down that it was asked to build, the other prints what it was asked to run.
record Checkout(Path folder) {
  private static final Path REAL = Path.of("..").toAbsolutePath().normalize();

  private static final String MAVEN =
      """
      #!/bin/sh
      for option; do
        case $option in -Ddeadheat.build=*) work=${option#*=} ;; esac
      done
      echo built >>builds
      if [ -e broken ]; then
        echo '[ERROR] Fields.java:[3,7] not a statement'
        exit 1
      fi
      # Whoever started this may be waiting for it to be slow.
      until [ ! -e slow ]; do sleep 0.1; done
      mkdir -p "$work/deadheat-app/deadheat/lib"
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      for option; do
        case $option in
          -XX:AOTCacheOutput=*)
            here=${0%/jdk/*}
            echo trained >>"$here/trainings"
            [ ! -e "$here/untrainable" ] || exit 1
            : >"${option#*=}"
            ;;
          -*|*/lib/deadheat.jar) ;;
          *) echo "argument: $option" ;;
        esac
      done
      """;

  /// Makes a checkout below a folder that exists.
  static Checkout below(Path parent) throws IOException {
    var checkout = new Checkout(Files.createDirectories(parent.resolve("a check out")));
    for (String script : List.of("deadheat", "tools/environment.sh")) {
      Path copy = checkout.folder.resolve(script);
      Files.createDirectories(copy.resolveSibling("."));
      Files.copy(REAL.resolve(script), copy);
    }
    checkout.script("mvnw", MAVEN);
    checkout.script("jdk/bin/java", JAVA);
    checkout.script("jdk/bin/javac", "");
    checkout.write("jdk/release", "JAVA_VERSION=\"25.0.1\"\n");
    checkout.write("pom.xml", "<project/>\n");
    checkout.write("wire/src/main/java/Wire.java", "class Wire {}\n");
    return checkout;
  }

  void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, text);
  }

  void delete(String file) throws IOException {
    Files.delete(folder.resolve(file));
  }

  private void script(String file, String text) throws IOException {
    write(file, text);
    assertThat(folder.resolve(file).toFile().setExecutable(true)).isTrue();
  }

  /// How often Maven was asked to build.
  long builds() throws IOException {
    Path log = folder.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  /// The builds, folders of builds under way, and locks that are there now.
  List<String> leftInTarget() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("target"))) {
      return files
          .filter(Files::isDirectory)
          .map(file -> file.getFileName() + "")
          .map(name -> name.replaceAll("-[0-9-]+$", ""))
          .sorted()
          .toList();
    }
  }

  /// How often the JVM was asked to learn its classes; waits for those who are at it.
  long trainings() throws Exception {
    Path target = folder.resolve("target");
    if (!Files.exists(target)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(target)) {
      for (Path pid : files.filter(file -> file.endsWith("pid")).toList()) {
        Optional<ProcessHandle> trainer =
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        if (trainer.isPresent()) {
          trainer.get().onExit().get(60, TimeUnit.SECONDS);
        }
      }
    } catch (UncheckedIOException | NoSuchFileException gone) {
      return trainings();
    }
    Path log = folder.resolve("trainings");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  /// What the JVM has learned, and folders of those who are at it or failed.
  List<String> learned() throws IOException {
    return learnedFiles().stream()
        .map(file -> (file.getFileName() + "").replaceAll("-[0-9-]+", ""))
        .sorted()
        .toList();
  }

  /// Deletes what the JVM has learned.
  void deleteLearned() throws IOException {
    for (Path file : learnedFiles()) {
      Files.delete(file);
    }
  }

  /// Makes folders of those who failed at it an hour old, and more.
  void ageTrainings() throws IOException {
    for (Path file : learnedFiles()) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
    }
  }

  private List<Path> learnedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("target"))) {
      return files.filter(file -> (file.getFileName() + "").startsWith("classes-")).toList();
    }
  }

  /// Starts the launcher.
  Process start(String... arguments) throws IOException {
    return start(folder.resolve("deadheat"), arguments);
  }

  /// Starts the launcher by another path.
  Process start(Path launcher, String... arguments) throws IOException {
    var command = new ProcessBuilder("sh", launcher.toString());
    command.command().addAll(List.of(arguments));
    command.environment().clear();
    command.environment().put("PATH", "/usr/bin:/bin");
    command.environment().put("HOME", folder.toString());
    command.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    return command.redirectErrorStream(true).start();
  }

  /// Starts the launcher and waits for its end.
  Ended run(String... arguments) throws IOException, InterruptedException {
    return Ended.of(start(arguments));
  }

  /// @param output standard output and standard error as they came
  record Ended(int exit, String output) {
    static Ended of(Process process) throws IOException, InterruptedException {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), output);
    }
  }
}
