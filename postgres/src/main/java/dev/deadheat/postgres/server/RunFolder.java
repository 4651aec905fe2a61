package dev.deadheat.postgres.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One run's folder among the temporary ones: the data, the log, and the owner's mark.
///
/// The mark is a file lock: the operating system gives it back when the owner ends, however it
/// ends, so a folder whose mark is free was left by a killed run and the next run removes it. (A
/// process number alone could be another's by now, or come from another container.)
final class RunFolder implements AutoCloseable {
  private static final String PREFIX = "deadheat-pg-";

  private final Path folder;
  private final FileChannel owner;
  private final FileLock mark;

  private RunFolder(Path folder, FileChannel owner, FileLock mark) {
    this.folder = folder;
    this.owner = owner;
    this.mark = mark;
  }

  static RunFolder create(Account account, Map<String, String> environment) throws ServerException {
    Path parent = Temporary.folder(environment);
    if (account.isOther() && !Folders.isTraversableByOthers(parent)) {
      parent = Path.of("/var/tmp");
    }
    removeLeftOvers(parent);
    Path folder = null;
    try {
      folder = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
      if (account.isOther()) {
        Files.setPosixFilePermissions(folder, Folders.TRAVERSABLE);
      }
      FileChannel owner =
          FileChannel.open(
              folder.resolve("owner"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new RunFolder(folder, owner, owner.lock());
    } catch (IOException e) {
      if (folder != null) {
        Folders.delete(folder);
      }
      throw new ServerException(
          "cannot make a folder for PostgreSQL's data in " + parent + ": " + e.getMessage(), e);
    }
  }

  Path data() {
    return folder.resolve("data");
  }

  Path log() {
    return folder.resolve("log");
  }

  @Override
  public void close() {
    Folders.delete(folder);
    try (owner) {
      mark.release();
    } catch (IOException e) {
      // The process's end gives it back; the folder is gone already.
    }
  }

  private static void removeLeftOvers(Path parent) {
    // Opening and closing a file that this process has locked would drop the lock, so our own
    // folders are known by name.
    String ours = PREFIX + ProcessHandle.current().pid() + "-";
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!Objects.toString(folder.getFileName()).startsWith(ours) && isLeftOver(folder)) {
          Folders.delete(folder);
        }
      }
    } catch (IOException e) {
      // Nothing can be listed, so nothing is removed; making our own folder will say why.
    }
  }

  private static boolean isLeftOver(Path folder) {
    try (FileChannel channel =
        FileChannel.open(folder.resolve("owner"), StandardOpenOption.WRITE)) {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (IOException e) {
      // Another user's, or one that is being made or deleted at this moment.
      return false;
    }
  }
}
