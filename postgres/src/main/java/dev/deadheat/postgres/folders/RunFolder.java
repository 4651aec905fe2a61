package dev.deadheat.postgres.folders;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One run's folder among the temporary ones, with the owner's mark in it.
///
/// The mark is a file lock: the operating system gives it back when the owner ends, however it
/// ends, so a folder whose mark is free was left by a killed run and the next run removes it. (A
/// process number alone could be another's by now, or come from another container.) It is the first
/// file to be made there and the last to go, so whatever is left is found again; a folder that is
/// still or already empty bears none.
///
/// Closing removes the folder. Where something is being written there at that moment, as by a
/// server that is just ending, it waits a little for the end of it.
public final class RunFolder implements AutoCloseable {
  /// Those of this process: closing a file that the process has locked would drop the lock, so they
  /// must not be looked at.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private static final String MARK = "owner";
  private static final int ATTEMPTS = 5;

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
    for (int attempt = 1; ; attempt++) {
      Path folder = Files.createTempDirectory(parent, prefix + ProcessHandle.current().pid() + "-");
      OWN.add(folder);
      try {
        Optional<RunFolder> marked = mark(folder);
        if (marked.isPresent()) {
          return marked.get();
        }
        OWN.remove(folder);
      } catch (IOException e) {
        Folders.delete(folder);
        OWN.remove(folder);
        // Another run took it for a left-over before it bore our mark.
        if (!(e instanceof NoSuchFileException) || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /// Puts our mark on a new folder; nothing if another run was removing it meanwhile.
  private static Optional<RunFolder> mark(Path folder) throws IOException {
    Path file = folder.resolve(MARK);
    FileChannel owner = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = owner.lock();
    if (Files.exists(file)) {
      return Optional.of(new RunFolder(folder, owner, lock));
    }
    owner.close();
    return Optional.empty();
  }

  /// The folder, absolute if its parent is.
  public Path path() {
    return folder;
  }

  @Override
  public void close() {
    try (owner) {
      if (empty(folder)) {
        Folders.delete(folder);
      }
      mark.release();
    } catch (IOException e) {
      // The process's end gives it back.
    }
    OWN.remove(folder);
  }

  /// Removes everything but the mark; whether there is nothing else now.
  private static boolean empty(Path folder) {
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      boolean empty = true;
      for (Path each : inside) {
        if (!each.endsWith(MARK)) {
          Folders.delete(each);
          empty &= !Files.exists(each, LinkOption.NOFOLLOW_LINKS);
        }
      }
      return empty;
    } catch (IOException | DirectoryIteratorException e) {
      return !Files.exists(folder);
    }
  }

  /// Removes what killed runs left in folders whose names begin so.
  public static void removeLeftOvers(Path parent, String prefix) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
      for (Path folder : folders) {
        if (!OWN.contains(folder)) {
          removeIfLeft(folder);
        }
      }
    } catch (IOException e) {
      // Nothing can be listed, so nothing is removed; making our own folder will say why.
    }
  }

  private static void removeIfLeft(Path folder) {
    try (FileChannel channel = FileChannel.open(folder.resolve(MARK), StandardOpenOption.WRITE)) {
      @Nullable FileLock lock = channel.tryLock();
      // Held until it is gone: a run that has made it just now and waits for its mark sees that.
      if (lock != null && empty(folder)) {
        Folders.delete(folder);
      }
    } catch (NoSuchFileException e) {
      deleteEmpty(folder);
    } catch (IOException e) {
      // Another user's.
    }
  }

  /// A run was killed before it could put its mark there, or while it removed the folder.
  private static void deleteEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // It is not empty, so it is not ours.
    }
  }
}
