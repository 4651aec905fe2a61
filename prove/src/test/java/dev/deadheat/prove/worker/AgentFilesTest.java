package dev.deadheat.prove.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentFilesTest {
  @Test
  void everyModuleOfTheAgentIsShipped(@TempDir Path cache) throws IOException {
    Path unpacked = AgentFiles.unpack(cache).resolve("deadheat_agent");
    try (var sources = Files.list(Path.of("../agent/deadheat_agent"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".py")).toList()) {
        assertThat(unpacked.resolve(source.getFileName())).hasSameTextualContentAs(source);
      }
    }
  }

  @Test
  void unpackingTwiceGivesTheSameFolderAndLeavesNothingElse(@TempDir Path cache)
      throws IOException {
    Path first = AgentFiles.unpack(cache);
    assertThat(AgentFiles.unpack(cache)).isEqualTo(first);
    try (var left = Files.list(cache)) {
      assertThat(left).containsExactly(first);
    }
  }
}
