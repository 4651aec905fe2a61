package dev.deadheat.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCacheTest {
  @TempDir Path folder = Path.of("");
  private Shop shop = new Shop(Path.of(""));

  @BeforeEach
  void project() throws IOException {
    shop = Shop.in(folder);
  }

  private Path cache() {
    return folder.resolve(".deadheat/cache/check");
  }

  @Test
  void staysOutOfGitAndIsUsedAgain() throws IOException {
    var first = shop.check();
    byte[] left = Files.readAllBytes(cache());

    assertThat(shop.check()).isEqualTo(first);
    assertThat(cache()).hasBinaryContent(left);
    assertThat(cache().resolveSibling(".gitignore")).hasContent("*");
    assertThat(new CheckCache(cache().resolveSibling("")).read()).isNotEmpty();
  }

  @Test
  void isNotTouchedWhereItIsNotWanted() throws IOException {
    shop.check("--no-cache");
    assertThat(folder.resolve(".deadheat")).doesNotExist();

    shop.check("--cache-dir", folder.resolve("elsewhere").toString());
    assertThat(folder.resolve("elsewhere/check")).exists();
    assertThat(folder.resolve(".deadheat")).doesNotExist();
  }

  @Test
  void isMadeAgainWhenItIsHarmedOrGone() throws IOException {
    var cold = shop.check("--no-cache");
    shop.check();
    byte[] whole = Files.readAllBytes(cache());
    byte[] other = whole.clone();
    other[10] ^= 1;
    byte[] harmed = whole.clone();
    harmed[harmed.length / 2] ^= 1;
    for (byte[] each :
        List.of(
            new byte[0],
            Arrays.copyOf(whole, 20),
            Arrays.copyOf(whole, whole.length - 1),
            Arrays.copyOf(whole, whole.length + 1),
            other,
            harmed)) {
      Files.write(cache(), each);
      assertThat(shop.check()).isEqualTo(cold);
      assertThat(cache()).hasBinaryContent(whole);
    }
    Files.delete(cache());
    assertThat(shop.check()).isEqualTo(cold);
    assertThat(cache()).hasBinaryContent(whole);
  }

  @Test
  void isDoneWithoutWhereItCannotBeWritten() throws IOException {
    var cold = shop.check("--no-cache");

    // A file where the folder should be: nothing can be written there, whoever we are.
    Files.writeString(folder.resolve(".deadheat"), "");

    assertThat(shop.check()).isEqualTo(cold);
    assertThat(shop.check("--cache-dir", "/dev/full/cache")).isEqualTo(cold);
  }

  @Test
  void isSharedByChecksThatRunAtTheSameTime() throws Exception {
    var cold = shop.check("--no-cache");
    try (var executor = Executors.newFixedThreadPool(4)) {
      List<Callable<Object>> checks =
          Stream.generate(() -> (Callable<Object>) shop::check).limit(12).toList();
      for (var each : executor.invokeAll(checks)) {
        assertThat(each.get()).isEqualTo(cold);
      }
    }
    try (Stream<Path> left = Files.list(cache().resolveSibling(""))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(".gitignore", "check");
    }
  }
}
