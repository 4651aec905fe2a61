package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Applicability;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Where a lock or a transaction would do harm it is refused with the reason, or put elsewhere.
final class RefusalsTest {
  private static final String MODELS =
      """
      from django.db import models


      class Shop(models.Model):
          name = models.CharField(max_length=50)


      class Item(models.Model):
          shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE)
          stock = models.IntegerField()
          status = models.CharField(max_length=10)
          attempts = models.IntegerField(default=0)


      class Gift(Item):
          ribbon = models.CharField(max_length=10)
      """;
  private static final String URLS =
      """
      from django.urls import path
      from shop import views

      urlpatterns = [
          path("act/<int:pk>/", views.act),
          path("class/<int:pk>/", views.Act.as_view()),
      ]
      """;

  @Test
  void aWriteThatMustSurviveAnExceptionKeepsOutOfATransaction() {
    assertThat(
            refusal(
                """
                from django.core.exceptions import PermissionDenied
                from shop.models import Item


                def act(request, pk):
                    item = Item.objects.get(pk=pk)
                    if request.POST["code"] != item.status:
                        item.attempts += 1
                        item.save()
                        raise PermissionDenied
                    item.status = "open"
                    item.save()
                """))
        .contains("the `raise` at line 10 would undo the write at line 9");
  }

  @Test
  void aDatabaseErrorThatIsCaughtInsideGetsASavepoint() {
    assertThat(
            cured(
                """
                from django.db import IntegrityError
                from shop.models import Item, Shop


                def act(request, pk):
                    item = Item.objects.get(pk=pk)
                    try:
                        Shop.objects.create(name="new")
                    except IntegrityError:
                        pass
                    if item.status == "new":
                        item.status = "open"
                        item.save()
                """))
        .contains(
            """
                with transaction.atomic():
                    item = Item.objects.select_for_update().get(pk=pk)
                    try:
                        with transaction.atomic():
                            Shop.objects.create(name="new")
                    except IntegrityError:
                        pass
            """);
  }

  @Test
  void aGeneratorHoldsNoTransactionOpen() {
    assertThat(
            refusal(
                """
                from shop.models import Item


                def act(request, pk):
                    item = Item.objects.get(pk=pk)
                    if item.status == "new":
                        yield "opening"
                        item.status = "open"
                        item.save()
                """))
        .contains("the code yields at line 7");
  }

  @Test
  void aStreamedResponseOutlivesATransaction() {
    assertThat(
            refusal(
                """
                from django.http import StreamingHttpResponse
                from shop.models import Item


                def act(request, pk):
                    item = Item.objects.get(pk=pk)
                    answer = StreamingHttpResponse([item.status])
                    if item.status == "new":
                        item.status = "open"
                        item.save()
                    return answer
                """))
        .contains("the response is streamed");
  }

  @Test
  void asynchronousCodeIsToldToUseSyncToAsync() {
    assertThat(
            refusal(
                """
                from shop.models import Item


                async def act(request, pk):
                    item = await Item.objects.aget(pk=pk)
                    if item.status == "new":
                        item.status = "open"
                        await item.asave()
                """))
        .contains("sync_to_async");
  }

  @Test
  void aSlowCallIsNotMadeUnderALock() {
    assertThat(
            refusal(
                """
                import requests
                from shop.models import Item


                def act(request, pk):
                    item = Item.objects.get(pk=pk)
                    if item.status == "new":
                        requests.post("https://example.org/", timeout=5)
                        item.status = "open"
                        item.save()
                """))
        .contains("`requests.post()` at line 8 would be waited for with the row locked");
  }

  @Test
  void rowsThatPostgresqlCannotLockAreLockedByTheirKeys() {
    for (String query :
        List.of(
            "Item.objects.filter(shop=pk).distinct()",
            "Item.objects.filter(shop=pk).order_by(\"stock\")[:5]",
            "Item.objects.filter(shop=pk).annotate(n=Count(\"gift\"))")) {
      assertThat(
              cured(
                  """
                  from django.db.models import Count
                  from shop.models import Item


                  def act(request, pk):
                      for item in %s:
                          if item.status == "new":
                              item.status = "open"
                              item.save()
                  """
                      .formatted(query)))
          .contains(
              """
                  with transaction.atomic():
              """);
    }
  }

  @Test
  void aRowOverTwoTablesIsLockedInBoth() {
    assertThat(
            cured(
                """
                from shop.models import Gift


                def act(request, pk):
                    gift = Gift.objects.select_related("shop").get(pk=pk)
                    if gift.status == "new":
                        gift.status = "open"
                        gift.save()
                """))
        .contains("Gift.objects.select_for_update(of=(\"self\", \"item_ptr\"))");
  }

  @Test
  void aNullableJoinIsLeftUnlocked() {
    assertThat(
            cured(
                """
                from shop.models import Item


                def act(request, pk):
                    item = Item.objects.select_related("shop").get(pk=pk)
                    if item.status == "new":
                        item.status = "open"
                        item.save()
                """))
        .contains("Item.objects.select_for_update(of=(\"self\",))");
  }

  @Test
  void anotherDatabaseGetsATransactionOfItsOwn() {
    assertThat(
            cured(
                """
                from shop.models import Item


                def act(request, pk):
                    item = Item.objects.using("stock").get(pk=pk)
                    if item.status == "new":
                        item.status = "open"
                        item.save()
                """))
        .contains("with transaction.atomic(using=\"stock\"):")
        .contains("Item.objects.select_for_update().using(\"stock\").get(pk=pk)");
  }

  @Test
  void aQuerysetThatReadersShareStaysUnlocked() {
    String text =
        cured(
            """
            from django.http import HttpResponse
            from django.views.generic import DetailView
            from shop.models import Item


            class Act(DetailView):
                def get_queryset(self):
                    return Item.objects.filter(shop__isnull=False)

                def get(self, request, pk):
                    return HttpResponse(self.get_object().status)

                def post(self, request, pk):
                    item = self.get_object()
                    if item.status == "new":
                        item.status = "open"
                        item.save()
                    return HttpResponse("OK")
            """);
    assertThat(text)
        .contains("return Item.objects.filter(shop__isnull=False)")
        .contains(
            """
                    with transaction.atomic():
                        item = Item.objects.select_for_update().get(pk=item.pk)
                        if item.status == "new":
            """);
  }

  @Test
  void aConditionalUpdateSaysWhatItLeavesOut() {
    List<Candidate> candidates =
        candidates(
            """
            from shop.models import Item


            def act(request, pk):
                item = Item.objects.get(pk=pk)
                if item.status != "new":
                    return
                item.status = "open"
                item.save()
            """,
            Preference.CONDITIONAL);
    assertThat(candidates.getFirst().reason())
        .contains("calls no `save()`, sends no signal")
        .contains("no history");
  }

  @Test
  void aFileWithConflictMarkersIsLeftAlone() {
    assertThat(
            refusal(
                """
                from shop.models import Item


                def act(request, pk):
                    item = Item.objects.get(pk=pk)
                    if item.status == "new":
                        item.status = "open"
                        item.save()


                <<<<<<< ours
                LIMIT = 1
                >>>>>>> theirs
                """))
        .contains("merge conflict markers (line 11)");
  }

  private static String refusal(String views) {
    List<Candidate> candidates = candidates(views, Preference.LOCK);
    List<String> locks =
        candidates.stream()
            .filter(each -> each.applicability() == Applicability.DISPLAY_ONLY)
            .map(Candidate::reason)
            .toList();
    assertThat(locks).as("refused").isNotEmpty();
    return String.join("\n", locks);
  }

  private static String cured(String views) {
    Candidate first = candidates(views, Preference.LOCK).getFirst();
    assertThat(first.applicability()).as(first.reason()).isEqualTo(Applicability.UNSAFE);
    return new String(first.patches().getFirst().apply(views.getBytes(UTF_8)).orElseThrow(), UTF_8);
  }

  private static List<Candidate> candidates(String views, Preference preference) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("shop/__init__.py", new byte[0]);
    files.put("shop/models.py", MODELS.getBytes(UTF_8));
    files.put("shop/urls.py", URLS.getBytes(UTF_8));
    files.put("shop/views.py", views.getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);
    return Rules.check(facts).stream()
        .filter(each -> each.path().equals("shop/views.py"))
        .max(java.util.Comparator.comparing(each -> each.rule().code()))
        .map(finding ->
            new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.of(preference))
                .candidates(finding))
        .orElseThrow(() -> new AssertionError("nothing found"));
  }
}
