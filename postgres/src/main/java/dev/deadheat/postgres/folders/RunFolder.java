package dev.deadheat.postgres.folders;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One run's folder among the temporary ones, with the owner's mark in it.
///
/// The mark is a file lock: the operating system gives it back when the owner ends, however it
/// ends, so a folder whose mark is free was left by a killed run and the next run removes it. (A
/// process number alone could be another's by now, or come from another container.)
///
/// Closing removes the folder.
public final class RunFolder implements AutoCloseable {
  /// Those of this process: closing a file that the process has locked would drop the lock, so they
  /// must not be looked at.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel owner;
  private final FileLock mark;

  private RunFolder(Path folder, FileChannel owner, FileLock mark) {
    this.folder = folder;
    this.owner = owner;
    this.mark = mark;
  }

  /// Removes what killed runs left, and makes a folder.
  ///
  /// @param parent where
  /// @param prefix how its name begins, such as `deadheat-run-`; only folders whose names begin so
  ///   are looked at
  /// @throws IOException if it cannot be made
  public static RunFolder create(Path parent, String prefix) throws IOException {
    removeLeftOvers(parent, prefix);
    Path folder = Files.createTempDirectory(parent, prefix + ProcessHandle.current().pid() + "-");
    OWN.add(folder);
    try {
      FileChannel owner =
          FileChannel.open(
              folder.resolve("owner"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new RunFolder(folder, owner, owner.lock());
    } catch (IOException e) {
      Folders.delete(folder);
      OWN.remove(folder);
      throw e;
    }
  }

  /// The folder, absolute if its parent is.
  public Path path() {
    return folder;
  }

  @Override
  public void close() {
    Folders.delete(folder);
    try (owner) {
      mark.release();
    } catch (IOException e) {
      // The process's end gives it back; the folder is gone already.
    }
    OWN.remove(folder);
  }

  private static void removeLeftOvers(Path parent, String prefix) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
      for (Path folder : folders) {
        if (!OWN.contains(folder) && isLeftOver(folder)) {
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
