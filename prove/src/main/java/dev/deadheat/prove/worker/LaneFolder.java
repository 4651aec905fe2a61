package dev.deadheat.prove.worker;

import dev.deadheat.postgres.folders.RunFolder;
import dev.deadheat.postgres.folders.Temporary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A run's folder for what its lanes write: media, caches, sessions, logs. Closing removes it, and
/// so does the end of this process, once the lanes have ended.
public final class LaneFolder implements AutoCloseable {
  private static final String PREFIX = "deadheat-run-";

  private final RunFolder folder;

  private LaneFolder(RunFolder folder) {
    this.folder = folder;
  }

  /// Makes one among the temporary folders, and removes those that killed runs left there.
  public static LaneFolder create(Map<String, String> environment) throws IOException {
    LaneFolder made = new LaneFolder(RunFolder.create(Temporary.folder(environment), PREFIX));
    LiveProcesses.removeAtEnd(made);
    return made;
  }

  /// The folder, absolute.
  public Path path() {
    return folder.path();
  }

  @Override
  public void close() {
    LiveProcesses.isRemoved(this);
    folder.close();
  }
}
