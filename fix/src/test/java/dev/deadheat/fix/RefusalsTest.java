package dev.deadheat.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Preference;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where a lock or a transaction would do harm it is refused with the reason, or put elsewhere.
final class RefusalsTest {
  @Test
  void aWriteThatMustSurviveAnExceptionKeepsOutOfATransaction() {
    assertThat(
            Views.refusal(
                Views.act(
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
          Views.cured(
              Views.act(
                  "from django.db import IntegrityError",
                  """
                  try:
                      Shop.objects.create(name="new")
                  except %s:
                      pass
                  %s\
                  """
                      .formatted(error, Views.OPENED)));
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
    assertThat(Views.refusal(Views.act("", openedAfter("yield \"opening\""))))
        .contains("the code yields at line 8");
  }

  @Test
  void aStreamedResponseOutlivesATransaction() {
    assertThat(
            Views.refusal(
                Views.act(
                    "from django.http import StreamingHttpResponse",
                    "answer = StreamingHttpResponse([item.status])\n"
                        + Views.OPENED
                        + "return answer\n")))
        .contains("the response is streamed");
  }

  @Test
  void asynchronousCodeIsToldToUseSyncToAsync() {
    assertThat(
            Views.refusal(
                """
                from shop.models import Item


                async def act(request, pk):
                    item = await Item.objects.aget(pk=pk)
                    if item.status == "new":
                        item.status = "open"
                        await notify(item)
                        await item.asave()
                """))
        .contains("sync_to_async")
        .contains("it waits for something else than a query at line 8");
  }

  @Test
  void whatIsNoQueryButIsCalledSoIsWaitedFor() {
    assertThat(
            Views.refusal(
                """
                from shop.models import Item


                async def act(request, pk):
                    item = await Item.objects.aget(pk=pk)
                    if item.status == "new":
                        item.status = await request.model.acreate(item.pk)
                        await item.asave()
                """))
        .contains("it waits for something else than a query at line 7");
  }

  @Test
  void aSlowCallIsNotMadeUnderALock() {
    assertThat(
            Views.refusal(
                Views.act("import requests", openedAfter("requests.post(\"https://x.example\")"))))
        .contains("`requests.post()` at line 8 would be waited for with the row locked");
  }

  @Test
  void noRowOfAnAnonymousUserIsLocked() {
    assertThat(
            Views.cured(
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
            Views.cured(
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
      assertThat(
              Views.cured(
                  Views.frame("from django.db.models import Count", loop + Views.OPENED.indent(4))))
          .contains(
              """
                  with transaction.atomic():
              """);
    }
  }

  @Test
  void insideATransactionTheyAreLockedByASecondQuery() {
    String loop =
        "with transaction.atomic():\n    for item in Item.objects.filter(shop=pk)[:5]:\n"
            + Views.OPENED.indent(8);
    assertThat(Views.cured(Views.frame("from django.db import transaction", loop)))
        .contains(
            """
                    for item in Item.objects.select_for_update().filter(
                        pk__in=[row.pk for row in Item.objects.filter(shop=pk)[:5]]
                    ).order_by("pk"):
            """);
  }

  @Test
  void aRowOverTwoTablesIsLockedInBoth() {
    assertThat(
            Views.cured(
                Views.frame(
                    "",
                    "item = Gift.objects.select_related(\"shop\").get(pk=pk)\n" + Views.OPENED)))
        .contains("Gift.objects.select_for_update(of=(\"self\", \"item_ptr\"))");
  }

  @Test
  void aNullableJoinIsLeftUnlocked() {
    assertThat(
            Views.cured(
                Views.frame(
                    "",
                    "item = Item.objects.select_related(\"shop\").get(pk=pk)\n" + Views.OPENED)))
        .contains("Item.objects.select_for_update(of=(\"self\",))");
  }

  @Test
  void anotherDatabaseGetsATransactionOfItsOwn() {
    assertThat(
            Views.cured(
                Views.frame(
                    "", "item = Item.objects.using(\"stock\").get(pk=pk)\n" + Views.OPENED)))
        .contains("with transaction.atomic(using=\"stock\"):")
        .contains("Item.objects.select_for_update().using(\"stock\").get(pk=pk)");
  }

  @Test
  void aQuerysetThatReadersShareStaysUnlocked() {
    String text =
        Views.cured(
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
        Views.candidates(
            Views.act(
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
    assertThat(
            Views.refusal(
                Views.act("", Views.OPENED) + "\n\n<<<<<<< ours\nLIMIT = 1\n>>>>>>> theirs\n"))
        .contains("merge conflict markers (line 12)");
  }

  /// The change of the row, with something done between the test and the write.
  private static String openedAfter(String statement) {
    return Views.OPENED.replace("    item.status", "    " + statement + "\n    item.status");
  }

  @Test
  void aKeyThatIsComputedWhereItsRowIsLockedIsNotComputedTwice() {
    assertThat(
            Views.refusal(
                Views.frame(
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
}
