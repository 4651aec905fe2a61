package dev.deadheat.postgres.folders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
    Path foreign = Files.createDirectory(temporary.resolve(PREFIX + "2-without-owner"));
    Path other = Files.createDirectory(temporary.resolve("other-1-left"));
    Files.createFile(other.resolve("owner"));
    try (RunFolder first = RunFolder.create(temporary, PREFIX);
        RunFolder second = RunFolder.create(temporary, PREFIX)) {
      assertThat(left).doesNotExist();
      assertThat(foreign).exists();
      assertThat(other).exists();
      assertThat(first.path()).exists();
      assertThat(second.path()).exists().isNotEqualTo(first.path());
    }
    assertThat(temporary)
        .isDirectoryNotContaining(path -> !path.equals(foreign) && !path.equals(other));
  }
}
