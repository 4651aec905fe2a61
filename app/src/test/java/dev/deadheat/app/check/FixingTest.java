package dev.deadheat.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.deadheat.app.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixingTest {
  @TempDir Path folder = Path.of("");
  private Shop shop = new Shop(Path.of(""));

  @BeforeEach
  void project() throws IOException {
    shop = Shop.in(folder);
  }

  @Test
  void showsWhatItWouldWriteAndWritesItOnce() throws IOException {
    assertThat(shop.check("--diff").out())
        .contains("1. ", "[unsafe]", "+        item = Item.objects.select_for_update().get(pk=pk)");
    assertThat(shop.check("--fix", "--unsafe-fixes").exit()).isEqualTo(Exit.CLEAN);

    String once = Files.readString(folder.resolve("shop/views.py"));
    assertThat(once).isNotEqualTo(Shop.SELL);
    assertThat(shop.check("--fix", "--unsafe-fixes").out()).contains("0 findings");
    assertThat(folder.resolve("shop/views.py")).hasContent(once);
  }

  @Test
  void whatWaitsForTheCommitWaitsInTestsToo() throws IOException {
    shop.write(
        "shop/tasks.py",
        """
        from celery import shared_task
        from shop.models import Item


        @shared_task
        def tell(pk):
            print(Item.objects.get(pk=pk).stock)
        """);
    shop.write(
        "shop/views.py",
        """
        from django.db import transaction
        from shop.models import Item
        from shop.tasks import tell


        def sell(request, pk):
            with transaction.atomic():
                item = Item.objects.create(stock=1)
                tell.delay(item.pk)
        """);

    assertThat(shop.check("--fix", "--unsafe-fixes").out())
        .contains("fixed shop/views.py:9 DH401", "captureOnCommitCallbacks");
    assertThat(shop.check("--fix", "--unsafe-fixes").out())
        .doesNotContain("captureOnCommitCallbacks");
  }

  @Test
  void aFindingWithoutACureSaysSoInJson() throws IOException {
    shop.write(
        "shop/views.py",
        """
        import asyncio

        from shop.models import Item


        async def sell(request, pk):
            item = await Item.objects.aget(pk=pk)
            await asyncio.sleep(1)
            item.stock = item.stock // 2
            await item.asave()
        """);

    JsonObject finding = only("--diff");
    assertThat(finding.get("fix").isJsonNull()).isTrue();
    assertThat(applicability(finding)).isNotEmpty().containsOnly("display-only");
    assertThat(finding.getAsJsonArray("fixes"))
        .allSatisfy(fix -> assertThat(fix.getAsJsonObject().getAsJsonArray("edits")).isEmpty());
  }

  @Test
  void aFindingWithOneCureHasItInJson() throws IOException {
    shop.write(
        "shop/views.py",
        """
        from shop.models import Item


        def sell(request, pk):
            item = Item.objects.get(pk=pk)
            item.stock = request.POST.get("stock", item.stock // 2)
            item.save()
            return item.stock
        """);

    JsonObject finding = only("--diff");
    assertThat(applicability(finding)).containsExactly("unsafe");
    assertThat(finding.get("fix")).isEqualTo(finding.getAsJsonArray("fixes").get(0));
    assertThat(written(finding.getAsJsonObject("fix"))).isEqualTo(fixed());
  }

  @Test
  void aFindingWithSeveralCuresHasTheBestFirstInJson() throws IOException {
    JsonObject finding = only("--diff");
    assertThat(applicability(finding)).hasSizeGreaterThan(1).startsWith("safe");
    assertThat(finding.get("fix")).isEqualTo(finding.getAsJsonArray("fixes").get(0));
    assertThat(written(finding.getAsJsonObject("fix"))).isEqualTo(fixed());
    assertThat(only().get("fixes").isJsonNull()).as("nobody asked").isTrue();
  }

  private JsonObject only(String... options) throws IOException {
    var all = Stream.concat(Stream.of("--output-format", "json"), Stream.of(options));
    JsonObject report =
        JsonParser.parseString(shop.check(all.toArray(String[]::new)).out()).getAsJsonObject();
    assertThat(report.getAsJsonArray("findings")).hasSize(1);
    return report.getAsJsonArray("findings").get(0).getAsJsonObject();
  }

  private static List<String> applicability(JsonObject finding) {
    return finding.getAsJsonArray("fixes").asList().stream()
        .map(fix -> fix.getAsJsonObject().get("applicability").getAsString())
        .toList();
  }

  /// The view with the edits of a cure, made by the numbers of its lines.
  private String written(JsonObject fix) throws IOException {
    var lines = new ArrayList<>(Files.readString(folder.resolve("shop/views.py")).lines().toList());
    for (JsonElement each : fix.getAsJsonArray("edits").asList().reversed()) {
      JsonObject edit = each.getAsJsonObject();
      assertThat(edit.get("path").getAsString()).isEqualTo("shop/views.py");
      int from = edit.get("line").getAsInt() - 1;
      List<String> old = lines.subList(from, from + edit.get("lines").getAsInt());
      old.clear();
      lines.addAll(from, edit.get("text").getAsString().lines().toList());
    }
    return String.join("\n", lines) + "\n";
  }

  /// The view after `--fix`.
  private String fixed() throws IOException {
    Path views = folder.resolve("shop/views.py");
    String before = Files.readString(views);
    shop.check("--fix", "--unsafe-fixes");
    String after = Files.readString(views);
    Files.writeString(views, before);
    return after;
  }
}
