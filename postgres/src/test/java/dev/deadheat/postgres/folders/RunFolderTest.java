package dev.deadheat.postgres.folders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {
  private static final String PREFIX = "deadheat-test-";

  @TempDir Path temporary;

  @Test
  void whatAKilledRunLeftIsRemovedAndALivingRunsFolderIsNot() throws Exception {
    // Even with our own process number, which a container's next process may well have.
    Path left =
        Files.createDirectory(temporary.resolve(PREFIX + ProcessHandle.current().pid() + "-left"));
    Files.createDirectory(left.resolve("data"));
    Files.createFile(left.resolve("owner"));
    Path unmarked = Files.createDirectory(temporary.resolve(PREFIX + "2-killed-before-its-mark"));
    Path foreign = Files.createDirectory(temporary.resolve(PREFIX + "3-without-owner"));
    Files.createFile(foreign.resolve("something"));
    Path other = Files.createDirectory(temporary.resolve("other-1-left"));
    Files.createFile(other.resolve("owner"));
    try (RunFolder first = RunFolder.create(temporary, PREFIX);
        RunFolder second = RunFolder.create(temporary, PREFIX)) {
      assertThat(left).doesNotExist();
      assertThat(unmarked).doesNotExist();
      assertThat(foreign).exists();
      assertThat(other).exists();
      assertThat(first.path()).exists();
      assertThat(second.path()).exists().isNotEqualTo(first.path());
    }
    assertThat(temporary)
        .isDirectoryNotContaining(path -> !path.equals(foreign) && !path.equals(other));
  }

  @Test
  void manyThatBeginAtOnceDoNotTakeEachOthersFoldersForLeftOvers() throws Exception {
    List<Callable<Boolean>> runs =
        Collections.nCopies(
            40,
            () -> {
              try (RunFolder folder = RunFolder.create(temporary, PREFIX)) {
                return Files.exists(folder.path().resolve("owner"));
              }
            });
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> run : threads.invokeAll(runs)) {
        assertThat(run.get()).isTrue();
      }
    }
    assertThat(temporary).isEmptyDirectory();
  }
}
