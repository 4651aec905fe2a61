package dev.deadheat.prove.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds Python as people expect it to be found.
public final class Pythons {
  /// The oldest that the agent runs on.
  static final int OLDEST_MINOR = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PROBE =
      """
      import sys
      print("%d.%d.%d" % sys.version_info[:3])
      try:
          import django
          print(django.get_version())
      except ImportError:
          print("")
      """;

  private Pythons() {}

  /// The interpreter to run a Django project with: the one that is asked for, else that of
  /// `$VIRTUAL_ENV`, `.venv` and `venv` of the project, else `python3` and `python` of `$PATH`.
  ///
  /// @param project the project's folder
  /// @param asked a path, relative to the current folder, or a name to be looked up in `$PATH`
  /// @param environment where `VIRTUAL_ENV` and `PATH` are looked up
  /// @throws WorkerException if there is none, or it is too old, or imports no Django
  public static Python find(Path project, Optional<String> asked, Map<String, String> environment)
      throws WorkerException {
    for (Candidate candidate : candidates(project, asked, environment)) {
      Optional<Path> executable = onPath(candidate.name(), environment);
      if (executable.isPresent()) {
        return checked(probe(executable.get(), candidate.how()), project);
      }
      if (asked.isPresent()) {
        throw new WorkerException(
            "no_python",
            "There is no Python at %s, as --python asks. Name an interpreter that is there."
                .formatted(asked.get()));
      }
    }
    throw new WorkerException(
        "no_python",
        "No Python was found: no .venv in %s, no $VIRTUAL_ENV, no python3 on the PATH. %s"
            .formatted(project, Installing.python()));
  }

  /// The newest `python3` that is on the path, whether it has Django or not; to make environments
  /// with.
  ///
  /// @throws WorkerException if there is none that is new enough
  static Python base(Map<String, String> environment) throws WorkerException {
    for (String name : List.of("python3", "python")) {
      Optional<Path> executable = onPath(name, environment);
      if (executable.isPresent()) {
        Python python = probe(executable.get(), name + " on the PATH");
        if (python.minor() >= OLDEST_MINOR) {
          return python;
        }
      }
    }
    throw new WorkerException("no_python", "No Python 3 was found. " + Installing.python());
  }

  /// @param name a path or a command's name
  /// @param how how it was found, for people
  private record Candidate(String name, String how) {}

  private static List<Candidate> candidates(
      Path project, Optional<String> asked, Map<String, String> environment) {
    if (asked.isPresent()) {
      return List.of(new Candidate(asked.get(), "--python"));
    }
    var candidates = new ArrayList<Candidate>();
    String active = environment.get("VIRTUAL_ENV");
    if (active != null && !active.isBlank()) {
      candidates.add(new Candidate(Path.of(active, "bin/python").toString(), "$VIRTUAL_ENV"));
    }
    for (String name : List.of(".venv", "venv")) {
      String path = project.toAbsolutePath().resolve(name).resolve("bin/python").toString();
      candidates.add(new Candidate(path, "the project's " + name));
    }
    candidates.add(new Candidate("python3", "python3 on the PATH"));
    candidates.add(new Candidate("python", "python on the PATH"));
    return candidates;
  }

  private static Optional<Path> onPath(String name, Map<String, String> environment) {
    if (name.contains("/")) {
      return Optional.of(Path.of(name).toAbsolutePath()).filter(Files::isExecutable);
    }
    for (String folder :
        environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin").split(":", -1)) {
      Path path = Path.of(folder).resolve(name);
      if (!folder.isBlank() && Files.isExecutable(path) && !Files.isDirectory(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /// The interpreter of a path or a name, whether it has Django or not.
  static Python named(String name, Map<String, String> environment) throws WorkerException {
    Optional<Path> executable = onPath(name, environment);
    if (executable.isEmpty()) {
      throw new WorkerException("no_python", "There is no Python at " + name + ".");
    }
    return probe(executable.get(), "--python");
  }

  /// Asks an interpreter what it is.
  static Python probe(Path executable, String how) throws WorkerException {
    var ran = Programs.run(List.of(executable.toString(), "-c", PROBE), Path.of("/"), PATIENCE);
    List<String> lines = ran.output().lines().toList();
    if (ran.exitCode() != 0 || lines.isEmpty() || !lines.getFirst().matches("\\d+\\.\\d+\\.\\d+")) {
      throw new WorkerException(
          "no_python",
          "%s (%s) does not run as Python does; it said:%n%s"
              .formatted(executable, how, ran.output().strip()));
    }
    Optional<String> django =
        lines.size() > 1
            ? Optional.of(lines.get(1)).filter(text -> !text.isBlank())
            : Optional.empty();
    return new Python(executable, lines.getFirst(), django, how);
  }

  private static Python checked(Python python, Path project) throws WorkerException {
    if (python.minor() < OLDEST_MINOR) {
      throw new WorkerException(
          "old_python",
          "%s (%s) is Python %s; 3.%d is the oldest that works. Name another one with --python."
              .formatted(python.executable(), python.foundBy(), python.version(), OLDEST_MINOR));
    }
    if (python.django().isEmpty()) {
      throw new WorkerException(
          "missing_dependency",
          """
          %s (%s) cannot import Django. Name the Python of the project's environment with --python, \
          or make one in %s:
            %s -m venv .venv
            .venv/bin/pip install %s\
          """
              .formatted(
                  python.executable(),
                  python.foundBy(),
                  project.toAbsolutePath().normalize(),
                  python.executable(),
                  Files.exists(project.resolve("requirements.txt"))
                      ? "-r requirements.txt"
                      : "django 'psycopg[binary]'"));
    }
    return python;
  }
}
