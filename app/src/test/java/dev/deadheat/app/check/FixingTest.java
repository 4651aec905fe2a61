package dev.deadheat.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.app.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
