package dev.deadheat.postgres.server;

import dev.deadheat.postgres.folders.Folders;
import dev.deadheat.postgres.folders.Temporary;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The folder that keeps what is costly to make: unpacked binaries and a prepared data folder.
///
/// An entry is made under a temporary name and then renamed, so a killed run or a full disk never
/// leaves half of one; runs that make the same entry at once wait for each other.
record Cache(Path folder) {
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();
  private static final String UNFINISHED = "unfinished-";

  /// Fills an entry's folder, which exists and is empty.
  interface Maker {
    void make(Path folder) throws IOException, ServerException;
  }

  /// The first usable of `$DEADHEAT_CACHE`, `$XDG_CACHE_HOME/deadheat` and `~/.cache/deadheat`;
  /// where another account must read it and could not, `/var/cache/deadheat`; else a private folder
  /// among the temporary ones, which lasts as long as those do.
  static Cache find(Account account, Map<String, String> environment) throws ServerException {
    List<Path> candidates = new ArrayList<>();
    addIfSet(candidates, environment.get("DEADHEAT_CACHE"), "");
    addIfSet(candidates, environment.get("XDG_CACHE_HOME"), "deadheat");
    addIfSet(candidates, environment.get("HOME"), ".cache/deadheat");
    if (account.isOther()) {
      candidates.add(Path.of("/var/cache/deadheat"));
    }
    for (Path candidate : candidates) {
      if (isUsable(candidate, account)) {
        return new Cache(candidate.toAbsolutePath());
      }
    }
    return new Cache(amongTemporaryFolders(Temporary.folder(environment)));
  }

  private static boolean isUsable(Path candidate, Account account) {
    try {
      Files.createDirectories(candidate);
      return Files.isWritable(candidate)
          && (!account.isOther() || Folders.isTraversableByOthers(candidate));
    } catch (IOException e) {
      return false;
    }
  }

  private static void addIfSet(List<Path> candidates, @Nullable String folder, String below) {
    if (folder != null && !folder.isBlank() && Path.of(folder).isAbsolute()) {
      candidates.add(Path.of(folder).resolve(below));
    }
  }

  /// Others may write to the temp folder, so a folder there is only used if it is ours alone.
  private static Path amongTemporaryFolders(Path temporary) throws ServerException {
    try {
      String uid = Account.ourNumber();
      Path folder = temporary.resolve("deadheat-cache-" + uid);
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
      }
      boolean ours =
          !Files.isSymbolicLink(folder)
              && uid.equals(String.valueOf(Files.getAttribute(folder, "unix:uid")));
      if (!ours) {
        folder = Files.createTempDirectory(temporary, "deadheat-cache-");
      }
      Files.setPosixFilePermissions(folder, Folders.TRAVERSABLE);
      return folder;
    } catch (IOException e) {
      throw new ServerException(
          "no folder to unpack PostgreSQL into: "
              + e.getMessage()
              + ". Set DEADHEAT_CACHE to a folder that you may write to",
          e);
    }
  }

  /// The folder of an entry, made now if it is not there.
  ///
  /// @param name the entry's name, which must change whenever its content would
  Path entry(String name, Maker maker) throws ServerException {
    Path entry = folder.resolve(name);
    if (Files.isDirectory(entry)) {
      return entry;
    }
    IN_THIS_PROCESS.lock();
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!Files.isDirectory(entry) && lock.isValid()) {
        removeUnfinished();
        make(entry, maker);
      }
      return entry;
    } catch (IOException e) {
      throw new ServerException(
          "cannot prepare PostgreSQL in "
              + folder
              + ": "
              + e.getMessage()
              + ". It needs about 120 MB there; free some space, or set DEADHEAT_CACHE to a folder"
              + " that has it",
          e);
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  private void make(Path entry, Maker maker) throws IOException, ServerException {
    Path unfinished = Files.createTempDirectory(folder, UNFINISHED);
    try {
      Files.setPosixFilePermissions(unfinished, Folders.TRAVERSABLE);
      maker.make(unfinished);
      try {
        Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(unfinished, entry);
      }
    } finally {
      Folders.delete(unfinished);
    }
  }

  /// What a killed run left: we hold the lock, so nobody is making it.
  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
      left.forEach(Folders::delete);
    }
  }
}
