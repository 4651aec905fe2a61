package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.rules.Rules;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A cure is laid out as its file is, and no wider than the project says.
final class LayoutTest {
  private static final String MODELS =
      """
      from django.db import models


      class Item(models.Model):
          stock = models.IntegerField()
      """;

  private static final String QUEUES =
      """
      from django_redis import get_redis_connection


      def push(queue, payload):
          get_redis_connection("default").rpush(queue, payload)
      """;

  @Test
  void aLineIsNoLongerThanBlackIsTold() {
    String call = "push(\"new-items\", item.pk)";
    assertThat(cured(call, Map.of()))
        .contains("    transaction.on_commit(lambda: push(\"new-items\", item.pk))\n");
    assertThat(cured(call, Map.of("pyproject.toml", "[tool.black]\nline-length = 50\n")))
        .contains(
            """
                transaction.on_commit(
                    lambda: push("new-items", item.pk)
                )
            """);
  }

  @Test
  void theNearestFolderSaysHowLongALineMayBe() {
    String call = "push(\"new-items\", item.pk)";
    assertThat(
            cured(
                call,
                Map.of(
                    "setup.cfg", "[flake8]\nmax-line-length = 50\n",
                    "shop/pyproject.toml", "[tool.ruff]\nline-length = 100\n")))
        .contains("    transaction.on_commit(lambda: push(\"new-items\", item.pk))\n");
    assertThat(cured(call, Map.of("setup.cfg", "[flake8]\nmax-line-length = 50\n")))
        .contains("    transaction.on_commit(\n");
  }

  @Test
  void argumentsUnderEachOtherMoveTogether() {
    assertThat(cured("push(\"new-items\",\n         item.pk)", Map.of()))
        .contains(
            """
                transaction.on_commit(
                    lambda: push("new-items",
                                 item.pk)
                )
            """);
    assertThat(cured("push(\"new-items\",\n         dict(key=item.pk))", Map.of()))
        .contains(
            """
                transaction.on_commit(
                    partial(push, "new-items",
                            dict(key=item.pk))
                )
            """);
  }

  @Test
  void theProjectsOwnHookIsUsedWhereTheFileHasIt() {
    assertThat(
            cured("push(\"new-items\", item.pk)", "from shop.tools import on_transaction_commit\n"))
        .contains("    on_transaction_commit(lambda: push(\"new-items\", item.pk))\n");
  }

  @Test
  void aDocstringSaysNothingOfTheLengthOfCode() {
    String long90 = "a ".repeat(45);
    String view = "def told():\n    \"\"\"\n    " + (long90 + "\n    ").repeat(3) + "\"\"\"\n\n\n";
    assertThat(cured("push(\"new-items-of-the-day-before\", item.pk, item.stock)", view))
        .contains(
            """
                transaction.on_commit(
                    lambda: push("new-items-of-the-day-before", item.pk, item.stock)
                )
            """);
  }

  @Test
  void bracketsThatOpenTogetherStayTogether() {
    assertThat(cured("push((\n        \"new-items\", item.pk,\n    ), 3)", Map.of()))
        .contains(
            """
                transaction.on_commit(
                    lambda: push((
                        "new-items", item.pk,
                    ), 3)
                )
            """);
  }

  private static String cured(String call, Map<String, String> settings) {
    return cured(call, settings, "");
  }

  private static String cured(String call, String above) {
    return cured(call, Map.of(), above);
  }

  /// The view after its first cure.
  private static String cured(String call, Map<String, String> settings, String above) {
    String view =
        """
        from django.db import transaction
        from shop.models import Item
        from shop.queues import push
        %s

        @transaction.atomic
        def add(request):
            item = Item.objects.create(stock=1)
            %s
        """
            .formatted(above, call);
    var files = new TreeMap<String, byte[]>();
    files.put("shop/models.py", MODELS.getBytes(UTF_8));
    files.put("shop/queues.py", QUEUES.getBytes(UTF_8));
    files.put("shop/views.py", view.getBytes(UTF_8));
    var facts = ProjectReader.read(files);
    settings.forEach((path, text) -> files.put(path, text.getBytes(UTF_8)));
    Candidate first =
        new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.empty())
            .candidates(Rules.check(facts).getFirst())
            .getFirst();
    assertThat(first.patches()).as(first.reason()).hasSize(1);
    return new String(
        first.patches().getFirst().apply(files.get("shop/views.py")).orElseThrow(), UTF_8);
  }
}
