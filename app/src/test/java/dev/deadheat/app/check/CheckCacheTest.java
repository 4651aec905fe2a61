package dev.deadheat.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCacheTest {
  private static final String VIEW =
      """
      from shop.models import Item


      def view(request):
          item = Item.objects.get(pk=1)
          item.stock %s
          item.save(update_fields=["stock"])
      """;

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
    var kept = new CheckCache(cache().resolveSibling(""));
    assertThat(kept.read(CheckCache.Part.ANALYSIS)).isNotEmpty();
    assertThat(kept.read(CheckCache.Part.FINDINGS)).isNotEmpty();
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
      Files.delete(cache().resolveSibling("findings"));
      assertThat(shop.check()).isEqualTo(cold);
      assertThat(cache()).hasBinaryContent(whole);
    }
    Files.delete(cache());
    Files.delete(cache().resolveSibling("findings"));
    assertThat(shop.check()).isEqualTo(cold);
    assertThat(cache()).hasBinaryContent(whole);
  }

  @Test
  void isRightWhicheverPartOfItIsHarmedGoneOrOld() throws IOException {
    var cold = shop.check("--no-cache", "--all");
    shop.check();
    List<String> parts = List.of("check", "findings");
    var old = new ArrayList<byte[]>();
    for (String part : parts) {
      old.add(Files.readAllBytes(cache().resolveSibling(part)));
    }
    shop.write(
        "shop/more.py",
        """
        from shop.models import Item


        def view(request):
            item = Item.objects.get(pk=1)
            item.stock -= 1
            item.save()
        """);
    var more = shop.check("--no-cache", "--all");
    assertThat(more).isNotEqualTo(cold);

    shop.check();
    var now = new ArrayList<byte[]>();
    for (String part : parts) {
      now.add(Files.readAllBytes(cache().resolveSibling(part)));
    }

    for (int harm = 0; harm < 9; harm++) {
      int rest = harm;
      for (int part = 0; part < parts.size(); part++) {
        Path file = cache().resolveSibling(parts.get(part));
        switch (rest % 3) {
          case 0 -> Files.write(file, now.get(part));
          case 1 -> Files.deleteIfExists(file);
          default -> Files.write(file, old.get(part));
        }
        rest /= 3;
      }
      assertThat(shop.check("--all")).as("harm %d", harm).isEqualTo(more);
    }
  }

  @Test
  void seesEveryChangeWhateverTheTimesSay() throws IOException {
    shop.write("shop/more.py", VIEW.formatted("-= 1"));
    Path file = folder.resolve("shop/more.py");
    var time = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file, time);
    var racy = shop.check();
    assertThat(shop.check()).isEqualTo(racy);

    // As long as it was, and as old.
    shop.write("shop/more.py", VIEW.formatted("=  1"));
    Files.setLastModifiedTime(file, time);

    var constant = shop.check("--no-cache");
    assertThat(constant).isNotEqualTo(racy);
    assertThat(shop.check()).isEqualTo(constant);
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
          .contains(".gitignore", "check", "findings")
          .isSubsetOf(".gitignore", "check", "findings", "stamps");
    }
  }
}
