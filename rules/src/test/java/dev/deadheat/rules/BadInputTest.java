package dev.deadheat.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a file holds, the others are checked.
class BadInputTest {
  private static final String MODELS =
      """
      from django.db import models


      class Item(models.Model):
          stock = models.IntegerField()
          owner = models.ForeignKey("Owner", null=True, on_delete=models.CASCADE)


      class Owner(models.Model):
          items = models.IntegerField(default=lambda: 0)
      """;

  private static final String VIEWS =
      """
      from django.db import IntegrityError, transaction
      from shop.models import Item, Owner


      @transaction.atomic
      def sell(request, pk, *rest, price: int = 1, **more):
          try:
              with transaction.atomic():
                  item = Item.objects.select_related("owner").select_for_update().get(pk=pk)
          except (Item.DoesNotExist, IntegrityError) as error:
              return [x for x in (error, f"{pk!r:>{price}}") if x]
          else:
              item.stock -= price if price else 1
          finally:
              print(rest, {**more})
          match request.POST:
              case {"owner": name, **others} if others:
                  Owner.objects.filter(pk__in=[name]).update(items=lambda: name)
              case _:
                  item.save(update_fields=["stock"])
          while (n := len(rest)) > 1:
              rest = rest[1:n:2]


      def plain(request, pk):
          item = Item.objects.get(pk=pk)
          item.stock -= 1
          item.save()
      """;

  @Test
  void aFileCutAnywhereIsRead() {
    for (int end = 0; end < VIEWS.length(); end++) {
      boolean edge =
          end == 0
              || Character.isLetterOrDigit(VIEWS.charAt(end - 1))
                  != Character.isLetterOrDigit(VIEWS.charAt(end));
      if (edge) {
        String cut = VIEWS.substring(0, end);
        assertThat(codes(Map.of("shop/models.py", MODELS, "shop/views.py", cut, "o.py", VIEWS)))
            .as("cut at %d", end)
            .contains("DH101");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomBytesAreRead(long seed) {
    var random = new Random(seed);
    byte[] noise = new byte[20_000];
    random.nextBytes(noise);
    byte[] marred = VIEWS.getBytes(UTF_8);
    for (int i = 0; i < 20; i++) {
      marred[random.nextInt(marred.length)] = (byte) random.nextInt(256);
    }
    var files =
        new TreeMap<>(
            Map.of(
                "shop/models.py",
                MODELS.getBytes(UTF_8),
                "noise.py",
                noise,
                "marred.py",
                marred,
                "shop/views.py",
                VIEWS.getBytes(UTF_8)));
    assertThat(Rules.check(ProjectReader.read(files)))
        .as("seed %d", seed)
        .anyMatch(finding -> finding.path().equals("shop/views.py"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{", "not ", "-", "lambda: ", "a.", "f(", "x if y else "})
  void deepNestingIsRead(String opening) {
    String deep = "def f():\n    return " + opening.repeat(20_000) + "1\n";

    assertThat(codes(Map.of("shop/models.py", MODELS, "shop/views.py", VIEWS, "deep.py", deep)))
        .contains("DH101");
  }

  @Test
  void deeplyNestedBlocksAreRead() {
    var deep = new StringBuilder("def f(a):\n");
    for (int i = 1; i < 2_000; i++) {
      deep.append(" ".repeat(i)).append("if a:\n");
    }
    deep.append(" ".repeat(2_000)).append("pass\n");

    assertThat(
            codes(
                Map.of("shop/models.py", MODELS, "shop/views.py", VIEWS, "d.py", deep.toString())))
        .contains("DH101");
  }

  @Test
  void lambdasThatCallThemselvesAreRead() {
    String circle =
        """
        def again(work):
            work()


        def start(work):
            again(lambda: work())
            turn = lambda: turn()
            turn()
        """;

    assertThat(codes(Map.of("shop/models.py", MODELS, "shop/views.py", VIEWS, "c.py", circle)))
        .contains("DH101");
  }

  @Test
  void aFunctionThatDoesTooMuchIsNamedAndTheOthersAreRead() {
    var code = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      code.append("def step%d(work):\n".formatted(i));
      for (int j = 0; j < 30; j++) {
        code.append("    step%d(lambda: work(%d))\n".formatted(i + 1, j));
      }
    }
    Map<String, byte[]> files =
        Map.of(
            "shop/models.py", MODELS.getBytes(UTF_8),
            "shop/views.py", VIEWS.getBytes(UTF_8),
            "steps.py", code.append("def step6(work):\n    work()\n").toString().getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);

    assertThat(facts.troubles())
        .anyMatch(trouble -> trouble.message().startsWith("step0 does too much"));
    assertThat(Rules.check(facts)).isNotEmpty();
  }

  @Test
  void aHugeFileIsNamedAndLeftOut() {
    byte[] huge = new byte[50_000_000];
    java.util.Arrays.fill(huge, (byte) '#');
    var files =
        new TreeMap<>(
            Map.of(
                "huge.py",
                huge,
                "shop/models.py",
                MODELS.getBytes(UTF_8),
                "shop/views.py",
                VIEWS.getBytes(UTF_8)));
    ProjectFacts facts = ProjectReader.read(files);

    assertThat(facts.troubles()).anyMatch(trouble -> trouble.path().equals("huge.py"));
    assertThat(Rules.check(facts)).isNotEmpty();
  }

  private static List<String> codes(Map<String, String> files) {
    var bytes = new TreeMap<String, byte[]>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(UTF_8)));
    return Rules.check(ProjectReader.read(bytes)).stream()
        .map(finding -> finding.rule().code())
        .toList();
  }
}
