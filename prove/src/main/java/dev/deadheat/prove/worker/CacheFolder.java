package dev.deadheat.prove.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where environments and the unpacked agent are kept from run to run.
public final class CacheFolder {
  private CacheFolder() {}

  /// The first writable of `$DEADHEAT_CACHE`, `$XDG_CACHE_HOME/deadheat` and `~/.cache/deadheat`;
  /// else a new temporary folder, which is not found again.
  ///
  /// @throws IOException if not even that can be made
  public static Path find(Map<String, String> environment) throws IOException {
    List<Path> candidates = new ArrayList<>();
    for (String name : List.of("DEADHEAT_CACHE", "XDG_CACHE_HOME", "HOME")) {
      String value = environment.getOrDefault(name, "");
      if (!value.isBlank() && Path.of(value).isAbsolute()) {
        Path folder = Path.of(value);
        candidates.add(
            switch (name) {
              case "XDG_CACHE_HOME" -> folder.resolve("deadheat");
              case "HOME" -> folder.resolve(".cache/deadheat");
              default -> folder;
            });
      }
    }
    for (Path candidate : candidates) {
      try {
        Files.createDirectories(candidate);
      } catch (IOException e) {
        continue; // The next one may do.
      }
      if (Files.isWritable(candidate)) {
        return candidate;
      }
    }
    return Files.createTempDirectory("deadheat-cache-");
  }
}
