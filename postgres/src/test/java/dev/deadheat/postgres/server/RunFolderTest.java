package dev.deadheat.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {
  @TempDir Path temporary;

  @Test
  void whatAKilledRunLeftIsRemovedAndALivingRunsFolderIsNot() throws Exception {
    Path left = Files.createDirectory(temporary.resolve("deadheat-pg-1-left"));
    Files.createDirectory(left.resolve("data"));
    Files.createFile(left.resolve("owner"));
    Path foreign = Files.createDirectory(temporary.resolve("deadheat-pg-2-without-owner"));
    Map<String, String> environment = Map.of("TMPDIR", temporary.toString());
    try (RunFolder first = RunFolder.create(new Account.Own(), environment);
        RunFolder second = RunFolder.create(new Account.Own(), environment)) {
      assertThat(left).doesNotExist();
      assertThat(foreign).exists();
      assertThat(first.log().getParent()).exists();
      assertThat(second.log().getParent()).exists().isNotEqualTo(first.log().getParent());
    }
    assertThat(temporary).isDirectoryNotContaining(path -> !path.equals(foreign));
  }
}
