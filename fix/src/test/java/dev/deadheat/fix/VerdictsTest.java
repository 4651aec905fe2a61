package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What counts as new after a cure.
final class VerdictsTest {
  private static final String MODELS =
      """
      from django.db import models


      class Item(models.Model):
          status = models.CharField(max_length=10)
      """;
  private static final String TAKE =
      """
      def take(item):
          if item.status == "new":
              item.status = "open"
              item.save(update_fields=["status"])
      """;

  @Test
  void theSameFunctionWithAWriteInAnotherFile() {
    var verdicts = new Verdicts(shop("first.take(item)"));
    assertThat(verdicts.of(List.of(), shop("first.take(item)"))).isEmpty();
    assertThat(verdicts.of(List.of(), shop("second.take(item)")))
        .map(Verdicts.Fault::reason)
        .containsExactly("it brings DH203 check-then-act in `act` (shop/views.py)");
  }

  @Test
  void oneMoreOfTheSame() {
    var verdicts = new Verdicts(shop("first.take(item)"));
    assertThat(verdicts.of(List.of(), shop("first.take(item)\n    second.take(item)"))).hasSize(1);
    assertThat(verdicts.of(List.of(), shop("print(item)"))).isEmpty();
  }

  private static ProjectFacts shop(String done) {
    Map<String, byte[]> files = new TreeMap<>();
    String views =
        """
        from django.shortcuts import get_object_or_404
        from shop import first, second
        from shop.models import Item


        def act(request, pk):
            item = get_object_or_404(Item, pk=pk)
            %s
        """
            .formatted(done);
    files.put("shop/__init__.py", new byte[0]);
    files.put("shop/models.py", MODELS.getBytes(UTF_8));
    files.put("shop/first.py", TAKE.getBytes(UTF_8));
    files.put("shop/second.py", TAKE.getBytes(UTF_8));
    files.put("shop/views.py", views.getBytes(UTF_8));
    return ProjectReader.read(files);
  }
}
