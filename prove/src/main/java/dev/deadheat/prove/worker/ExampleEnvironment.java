package dev.deadheat.prove.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The Python environment of a project that we may make one for: our own examples, or what the user
/// asks for in so many words. A user's own environment is never touched.
public final class ExampleEnvironment {
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();
  private static final Duration TO_MAKE = Duration.ofMinutes(5);
  private static final Duration TO_INSTALL = Duration.ofMinutes(20);
  private static final String COMPLETE = "deadheat-complete";

  private ExampleEnvironment() {}

  /// An environment with what the project's `requirements.txt` names, made now unless it is there.
  ///
  /// It is a folder of the cache, named by the requirements and the Python, so that an example can
  /// lie where nobody may write. It counts only once it is marked complete; what a killed run left
  /// is made anew. Runs that want the same one wait for each other.
  ///
  /// @param project holds `requirements.txt`
  /// @param cache a folder that we may write to
  /// @param asked the interpreter to make it from, a path or a name; else `python3`
  /// @param environment where `PATH` is looked up
  /// @param progress is told what is done, a line at a time
  /// @throws WorkerException if Python, its `venv` module or a package is missing
  public static Python ensure(
      Path project,
      Path cache,
      Optional<String> asked,
      Map<String, String> environment,
      Consumer<String> progress)
      throws WorkerException {
    Python base =
        asked.isPresent() ? Pythons.named(asked.get(), environment) : Pythons.base(environment);
    IN_THIS_PROCESS.lock();
    try {
      byte[] requirements = Files.readAllBytes(project.resolve("requirements.txt"));
      Path folder =
          cache.resolve("python-%s-%s".formatted(base.version(), digest(base, requirements)));
      Path python = folder.resolve("bin/python");
      if (!Files.exists(folder.resolve(COMPLETE))) {
        Files.createDirectories(cache);
        Path lockFile = cache.resolve("python-lock");
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          if (lock.isValid() && !Files.exists(folder.resolve(COMPLETE))) {
            make(base, folder, project.resolve("requirements.txt"), progress);
          }
        }
      }
      return Pythons.probe(python, "made for " + project.getFileName());
    } catch (IOException e) {
      throw new WorkerException(
          "no_environment",
          "The Python environment of %s cannot be made in %s: %s"
              .formatted(project, cache, e.getMessage()),
          e);
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  private static void make(Python base, Path folder, Path requirements, Consumer<String> progress)
      throws WorkerException, IOException {
    progress.accept("making a Python %s environment in %s ...".formatted(base.version(), folder));
    String python = base.executable().toString();
    if (Programs.run(List.of(python, "-c", "import venv, ensurepip"), Path.of("/"), TO_MAKE)
            .exitCode()
        != 0) {
      throw new WorkerException(
          "no_venv",
          "%s has no venv module, which makes environments. Install it: %s"
              .formatted(python, Installing.venv(base.minor())));
    }
    step(
        "the environment cannot be made",
        List.of(python, "-m", "venv", "--clear", folder.toString()),
        TO_MAKE,
        _ -> {});
    progress.accept("installing what " + requirements.getFileName() + " names ...");
    step(
        "a package cannot be installed",
        List.of(
            folder.resolve("bin/python").toString(),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--no-input",
            "install",
            "--progress-bar",
            "off",
            "-r",
            requirements.toAbsolutePath().toString()),
        TO_INSTALL,
        line -> {
          if (line.startsWith("Collecting ") || line.startsWith("Downloading ")) {
            progress.accept(line);
          }
        });
    Files.writeString(folder.resolve(COMPLETE), "");
  }

  private static void step(
      String failure, List<String> command, Duration patience, Consumer<String> progress)
      throws WorkerException {
    Programs.Ran ran = Programs.run(command, Path.of("/"), patience, progress);
    if (ran.exitCode() != 0) {
      throw new WorkerException(
          "no_environment",
          "%s: %s ended with exit code %d. It said:%n%s"
              .formatted(failure, String.join(" ", command), ran.exitCode(), ran.output().strip()));
    }
  }

  private static String digest(Python base, byte[] requirements) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(base.executable().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      sha.update(requirements);
      return HexFormat.of().formatHex(sha.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
