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
  private static final String OPENED =
      """
      if item.status == "new":
          item.status = "open"
          item.save()
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
                act(
                    "from django.core.exceptions import PermissionDenied",
                    """
                    if request.POST["code"] != item.status:
                        item.attempts += 1
                        item.save()
                        raise PermissionDenied
                    item.status = "open"
                    item.save()
                    """)))
        .contains("the `raise` at line 10 would undo the write at line 9");
  }

  @Test
  void aDatabaseErrorThatIsCaughtInsideGetsASavepoint() {
    for (String error : List.of("IntegrityError", "Exception")) {
      String text =
          cured(
              act(
                  "from django.db import IntegrityError",
                  """
                  try:
                      Shop.objects.create(name="new")
                  except %s:
                      pass
                  %s\
                  """
                      .formatted(error, OPENED)));
      assertThat(text)
          .contains(
              """
                  with transaction.atomic():
                      item = Item.objects.select_for_update().get(pk=pk)
                      try:
                          with transaction.atomic():
                              Shop.objects.create(name="new")
                      except %s:
                          pass
              """
                  .formatted(error));
    }
  }

  @Test
  void aGeneratorHoldsNoTransactionOpen() {
    assertThat(refusal(act("", openedAfter("yield \"opening\""))))
        .contains("the code yields at line 8");
  }

  @Test
  void aStreamedResponseOutlivesATransaction() {
    assertThat(
            refusal(
                act(
                    "from django.http import StreamingHttpResponse",
                    "answer = StreamingHttpResponse([item.status])\n"
                        + OPENED
                        + "return answer\n")))
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
    assertThat(refusal(act("import requests", openedAfter("requests.post(\"https://x.example\")"))))
        .contains("`requests.post()` at line 8 would be waited for with the row locked");
  }

  @Test
  void noRowOfAnAnonymousUserIsLocked() {
    assertThat(
            cured(
                """
                def act(request, pk):
                    if request.user.is_authenticated:
                        if request.user.first_name == "new":
                            request.user.first_name = "old"
                            request.user.save()
                """))
        .contains(
            """
                if request.user.is_authenticated:
                    with transaction.atomic():
            """);
  }

  @Test
  void aRowThatMayBeMissingIsLockedWhereItIsRead() {
    assertThat(
            cured(
                """
                from shop.models import Item


                def act(request, pk):
                    change(Item.objects.filter(pk=pk).first())


                def change(item):
                    if item and item.status == "new":
                        item.status = "open"
                        item.save()
                """))
        .contains(
            """
                with transaction.atomic():
                    change(Item.objects.select_for_update().filter(pk=pk).first())
            """);
  }

  @Test
  void rowsThatPostgresqlCannotLockAreLockedByTheirKeys() {
    for (String query :
        List.of(
            "Item.objects.filter(shop=pk).distinct()",
            "Item.objects.filter(shop=pk).order_by(\"stock\")[:5]",
            "Item.objects.filter(shop=pk).annotate(n=Count(\"gift\"))")) {
      String loop = "for item in " + query + ":\n";
      assertThat(cured(frame("from django.db.models import Count", loop + OPENED.indent(4))))
          .contains(
              """
                  with transaction.atomic():
              """);
    }
  }

  @Test
  void aRowOverTwoTablesIsLockedInBoth() {
    assertThat(
            cured(frame("", "item = Gift.objects.select_related(\"shop\").get(pk=pk)\n" + OPENED)))
        .contains("Gift.objects.select_for_update(of=(\"self\", \"item_ptr\"))");
  }

  @Test
  void aNullableJoinIsLeftUnlocked() {
    assertThat(
            cured(frame("", "item = Item.objects.select_related(\"shop\").get(pk=pk)\n" + OPENED)))
        .contains("Item.objects.select_for_update(of=(\"self\",))");
  }

  @Test
  void anotherDatabaseGetsATransactionOfItsOwn() {
    assertThat(cured(frame("", "item = Item.objects.using(\"stock\").get(pk=pk)\n" + OPENED)))
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
            act(
                "",
                """
                if item.status != "new":
                    return
                item.status = "open"
                item.save()
                """),
            Preference.CONDITIONAL);
    assertThat(candidates.getFirst().reason())
        .contains("calls no `save()`, sends no signal")
        .contains("no history");
  }

  @Test
  void aFileWithConflictMarkersIsLeftAlone() {
    assertThat(refusal(act("", OPENED) + "\n\n<<<<<<< ours\nLIMIT = 1\n>>>>>>> theirs\n"))
        .contains("merge conflict markers (line 12)");
  }

  /// The change of the row, with something done between the test and the write.
  private static String openedAfter(String statement) {
    return OPENED.replace("    item.status", "    " + statement + "\n    item.status");
  }

  /// A view that gets a row and does something with it.
  @Test
  void aKeyThatIsComputedWhereItsRowIsLockedIsNotComputedTwice() {
    assertThat(
            refusal(
                frame(
                    "from django.db import transaction",
                    """
                    with transaction.atomic():
                        item = Item.objects.select_for_update().get(pk=pk)
                        other = Item.objects.select_for_update().get(pk=request.session.pop("to"))
                        item.stock -= 1
                        other.stock += 1
                        item.save()
                        other.save()
                    """)))
        .contains("a key is computed where its row is locked; give it a name before");
  }

  private static String act(String imports, String body) {
    return frame(imports, "item = Item.objects.get(pk=pk)\n" + body);
  }

  private static String frame(String imports, String body) {
    return imports
        + "\nfrom shop.models import Gift, Item, Shop\n\n\ndef act(request, pk):\n"
        + body.indent(4);
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
