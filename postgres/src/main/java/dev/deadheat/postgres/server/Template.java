package dev.deadheat.postgres.server;

import dev.deadheat.postgres.folders.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A data folder as `initdb` makes it, with our roles in it: made once, copied for every run.
///
/// @param data the data folder
/// @param password the controlling role's password in it, which only the cache's owner may read; a
///   run replaces it at once
record Template(Path data, String password) {
  static final String CONTROL_ROLE = "deadheat";
  static final String APPLICATION_ROLE = "app";

  /// Part of the cache's name: goes up with every change of what is in the template.
  private static final int REVISION = 1;

  static Template in(Cache cache, Programs programs) throws ServerException {
    String owner = programs.account() instanceof Account.Other(String user, _) ? "-as-" + user : "";
    Path entry =
        cache.entry(
            "data-" + Binaries.VERSION + "-r" + REVISION + owner, folder -> make(folder, programs));
    try {
      return new Template(
          entry.resolve("data"), Files.readString(entry.resolve("password")).strip());
    } catch (IOException e) {
      throw new ServerException("the prepared data in " + entry + " is damaged; delete it", e);
    }
  }

  private static void make(Path folder, Programs programs) throws IOException, ServerException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(data, Folders.PRIVATE);
    programs.account().own(data);
    Path log = folder.resolve("log");
    Binaries binaries = programs.binaries();
    try {
      initialise(programs, data, "C.UTF-8", log);
    } catch (ServerException e) {
      // Not every system has that locale; C always exists, but knows no letters beyond ASCII.
      initialise(programs, data, "C", log);
    }
    String password = Secrets.password();
    programs.run(
        List.of(
            binaries.program("postgres"),
            "--single",
            "-D",
            data.toString(),
            "-c",
            "fsync=off",
            "-c",
            "exit_on_error=true",
            "template1"),
        setUp(password),
        log);
    Path secret =
        Files.createFile(
            folder.resolve("password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, password);
  }

  private static void initialise(Programs programs, Path data, String locale, Path log)
      throws IOException, ServerException {
    programs.run(
        List.of(
            programs.binaries().program("initdb"),
            "-D",
            data.toString(),
            "-U",
            CONTROL_ROLE,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=" + locale,
            "--wal-segsize=1",
            "--no-sync",
            "--no-instructions"),
        "",
        log);
  }

  /// One statement a line, as single-user mode wants it. What is done in `template1` is in every
  /// database made later.
  private static String setUp(String password) {
    return """
    ALTER ROLE %1$s PASSWORD '%3$s'
    CREATE ROLE %2$s LOGIN
    GRANT SET ON PARAMETER deadlock_timeout TO %2$s
    CREATE SCHEMA deadheat
    CREATE EXTENSION pgrowlocks SCHEMA deadheat
    """
        .formatted(CONTROL_ROLE, APPLICATION_ROLE, password);
  }
}
