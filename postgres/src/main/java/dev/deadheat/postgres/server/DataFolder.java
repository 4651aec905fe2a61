package dev.deadheat.postgres.server;

import dev.deadheat.postgres.folders.Folders;
import dev.deadheat.postgres.folders.RunFolder;
import dev.deadheat.postgres.folders.Temporary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The folder of one server of ours: its data and its log.
///
/// @param account whom the data belong to
record DataFolder(RunFolder folder, Account account) implements AutoCloseable {
  private static final String PREFIX = "deadheat-pg-";

  /// For an account that cannot pass through the folder of temporary files.
  private static final Path ELSEWHERE = Path.of("/var/tmp");

  /// Removes what killed runs left.
  static void removeLeftOvers(Map<String, String> environment) {
    RunFolder.removeLeftOvers(Temporary.folder(environment), PREFIX);
    RunFolder.removeLeftOvers(ELSEWHERE, PREFIX);
  }

  static DataFolder create(Account account, Map<String, String> environment)
      throws ServerException {
    Path parent = Temporary.folder(environment);
    if (account.isOther() && !Folders.isTraversableByOthers(parent)) {
      parent = ELSEWHERE;
    }
    try {
      RunFolder folder = RunFolder.create(parent, PREFIX);
      if (account.isOther()) {
        Files.setPosixFilePermissions(folder.path(), Folders.TRAVERSABLE);
      }
      return new DataFolder(folder, account);
    } catch (IOException e) {
      throw new ServerException(
          "cannot make a folder for PostgreSQL's data in " + parent + ": " + e.getMessage(), e);
    }
  }

  Path data() {
    return folder.path().resolve("data");
  }

  Path log() {
    return folder.path().resolve("log");
  }

  @Override
  public void close() {
    folder.close();
  }
}
