package dev.deadheat.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheTest {
  @TempDir Path folder;

  @Test
  void anEntryIsMadeOnceHoweverManyAsk() throws Exception {
    Cache cache = new Cache(folder);
    AtomicInteger made = new AtomicInteger();
    List<Future<Path>> asked = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        asked.add(
            executor.submit(() ->
                cache.entry(
                    "thing",
                    target -> {
                      made.incrementAndGet();
                      Files.writeString(target.resolve("content"), "whole");
                    })));
      }
    }
    for (Future<Path> path : asked) {
      assertThat(path.get().resolve("content")).hasContent("whole");
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void whatFailedOrWasKilledLeavesNothingHalf() throws Exception {
    Cache cache = new Cache(folder);
    Path killed = Files.createDirectory(folder.resolve("unfinished-of-a-killed-run"));
    Files.writeString(killed.resolve("content"), "half");
    assertThatThrownBy(() ->
            cache.entry(
                "thing",
                target -> {
                  Files.writeString(target.resolve("content"), "half");
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("DEADHEAT_CACHE");
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("lock"));
    assertThat(cache.entry("thing", _ -> {})).isDirectory();
  }

  @Test
  void theFolderIsTheFirstThatCanBeUsed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Account own = new Account.Own();
    assertThat(Cache.find(own, Map.of("DEADHEAT_CACHE", folder.resolve("a").toString())).folder())
        .isEqualTo(folder.resolve("a"));
    assertThat(
            Cache.find(
                    own,
                    Map.of(
                        "DEADHEAT_CACHE", "relative",
                        "XDG_CACHE_HOME", file.toString(),
                        "HOME", folder.resolve("home").toString()))
                .folder())
        .isEqualTo(folder.resolve("home/.cache/deadheat"));
    assertThat(
            Cache.find(own, Map.of("HOME", file.toString(), "TMPDIR", folder.toString())).folder())
        .hasParent(folder);
  }
}
