package dev.deadheat.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The operating-system account that PostgreSQL's processes run under. PostgreSQL refuses to run as
/// root.
sealed interface Account {
  /// Ours: we are an ordinary user.
  record Own() implements Account {}

  /// Ours, which is root, but in a user namespace where it has no name and no power.
  record Nameless() implements Account {}

  /// Another, ordinary user, because we are root and user namespaces are forbidden.
  ///
  /// @param user its name
  /// @param launcher the words before the command that is to run under that user
  record Other(String user, List<String> launcher) implements Account {
    public Other {
      launcher = List.copyOf(launcher);
    }
  }

  /// Finds the account to use.
  static Account find() throws ServerException {
    if (!ourNumber().equals("0")) {
      return new Own();
    }
    if (succeeds(List.of("unshare", "-U", "true"))) {
      return new Nameless();
    }
    List<String> tried = new ArrayList<>();
    for (String user : List.of("postgres", "nobody")) {
      Optional<String> uid = output(List.of("id", "-u", user));
      Optional<String> gid = output(List.of("id", "-g", user));
      if (uid.isEmpty() || gid.isEmpty()) {
        tried.add("there is no user " + user);
        continue;
      }
      List<List<String>> launchers =
          List.of(
              List.of("setpriv", "--reuid=" + uid.get(), "--regid=" + gid.get(), "--clear-groups"),
              List.of("runuser", "-u", user, "--"),
              List.of("sudo", "-n", "-u", user, "--"));
      for (List<String> launcher : launchers) {
        List<String> probe = new ArrayList<>(launcher);
        probe.add("true");
        if (succeeds(probe)) {
          return new Other(user, launcher);
        }
        tried.add(launcher.getFirst() + " to " + user + " failed");
      }
    }
    throw new ServerException(
        "PostgreSQL does not run as root, and no other account could be used for it (user"
            + " namespaces are forbidden; "
            + String.join("; ", tried)
            + "). Run as an ordinary user, or install util-linux's setpriv and add a user"
            + " postgres.");
  }

  /// Which account it is, for people.
  default String words() {
    return switch (this) {
      case Own() -> "run as " + System.getProperty("user.name", "?");
      case Nameless() -> "run without root's rights, in a user namespace";
      case Other(String user, _) -> "run as " + user + ", since user namespaces are forbidden here";
    };
  }

  /// The words to put before a command.
  default List<String> prefix() {
    return switch (this) {
      case Own() -> List.of();
      case Nameless() -> List.of("unshare", "-U");
      case Other(_, List<String> launcher) -> launcher;
    };
  }

  /// Whether the processes' user is another than ours, so that folders must be given to it.
  default boolean isOther() {
    return this instanceof Other;
  }

  /// Gives a folder and all in it to the account, if it is another than ours.
  default void own(Path folder) throws IOException {
    if (this instanceof Other(String user, _)
        && !succeeds(List.of("chown", "-R", user, folder.toString()))) {
      throw new IOException("chown -R " + user + " " + folder + " failed");
    }
  }

  /// The number of the user that we run as. (Asked of a program: a file made to look at its owner
  /// would stay if we were killed.)
  static String ourNumber() throws ServerException {
    return output(List.of("id", "-u"))
        .orElseThrow(() -> new ServerException("cannot find out who we are: id -u failed"));
  }

  private static boolean succeeds(List<String> command) {
    return output(command).isPresent();
  }

  private static Optional<String> output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
