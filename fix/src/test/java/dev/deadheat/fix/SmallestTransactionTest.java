package dev.deadheat.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.fix.cure.Preference;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A transaction covers what it must, and leaves slow calls outside where the code allows it.
final class SmallestTransactionTest {
  private static final String POST = "requests.post(\"https://x.example\", item.status)\n";

  @Test
  void whatIsSentAfterTheWriteWaitsForTheCommit() {
    assertThat(Views.cured(Views.act("import requests", Views.OPENED + POST.indent(4))))
        .contains(
            """
                    if item.status == "new":
                        item.status = "open"
                        item.save()
                        transaction.on_commit(
                            lambda: requests.post("https://x.example", item.status)
                        )
            """);
  }

  @Test
  void rowsThatAreCountedOnTheWayAreLocked() {
    assertThat(
            Views.cured(
                Views.frame(
                    "",
                    "for index, item in enumerate(Item.objects.filter(shop=pk)):\n"
                        + Views.OPENED.indent(4))))
        .contains(
            "for index, item in enumerate(Item.objects.select_for_update().filter(shop=pk)):");
  }

  @Test
  void aCallWhoseErrorIsWaitedForDoesNotWait() {
    String caught = "try:\n" + POST.indent(4) + "except OSError:\n    print(item)\n";
    assertThat(Views.refusal(Views.act("import requests", Views.OPENED + caught.indent(4))))
        .contains("`requests.post()` at line 11 would be waited for with the row locked");
  }

  @Test
  void aCallBeforeTheTestStaysOutside() {
    assertThat(
            Views.cured(
                Views.act(
                    "import requests",
                    "rate = requests.get(\"https://x.example\")\n" + Views.OPENED)))
        .contains(
            """
                item = Item.objects.get(pk=pk)
                rate = requests.get("https://x.example")
                with transaction.atomic():
                    item = Item.objects.select_for_update().get(pk=item.pk)
                    if item.status == "new":
            """);
  }

  @Test
  void aCallBehindOthersIsFound() {
    String helpers =
        """


        def announce(item):
            connect(item.pk)


        def connect(key):
            socket.create_connection(("judge", key))
        """;
    String opened = Views.OPENED.replace("    item.status", "    announce(item)\n    item.status");
    assertThat(Views.refusal(Views.act("import socket", opened) + helpers))
        .contains("`socket.create_connection()`, to which `announce()` at line 8 leads,");
  }

  @Test
  void aFunctionThatCallsItselfIsNotLockedAround() {
    String again =
        Views.OPENED.replace("    item.status", "    act(request, pk + 1)\n    item.status");
    assertThat(Views.refusal(Views.act("", again))).contains("`act()` calls itself at line 8");
  }

  @Test
  void theDatabaseThatAHelperNamesGetsTheTransaction() {
    String rows =
        """


        def rows():
            return Item.objects.using(STOCK)
        """;
    assertThat(
            Views.cured(
                Views.frame("STOCK = \"stock\"", "item = rows().get(pk=pk)\n" + Views.OPENED)
                    + rows))
        .contains("with transaction.atomic(using=STOCK):");
  }

  @Test
  void aRowThatWasChosenIsTestedAgain() {
    assertThat(closing("print(item)", "print(item)"))
        .contains(
            "+        locked = Item.objects.select_for_update().get(pk=item.pk)",
            "+        if locked.status != item.status:",
            "+            return",
            "+        item.refresh_from_db()");
  }

  @Test
  void howAFunctionThatAnswersInTwoWaysEndsIsForAPersonToSay() {
    assertThat(closing("if item.stock < 0:\n    return False", "return True"))
        .doesNotContain("+        item.refresh_from_db()");
  }

  /// All that is offered for rows that one function chooses and another one closes.
  private static List<String> closing(String first, String last) {
    String views =
        """
        from shop.models import Item


        def act(request, pk):
            for item in Item.objects.filter(status="new"):
                close(item)


        def close(item):
        %s    item.status = item.status + "!"
            item.save()
        %s\
        """
            .formatted(first.indent(4), last.indent(4));
    return Views.candidates(views, Preference.LOCK).stream()
        .flatMap(candidate -> candidate.patches().stream())
        .flatMap(patch -> patch.diff().stream())
        .toList();
  }

  @Test
  void aClientBehindAFunctionIsACallToAnotherMachine() {
    String client =
        """
        import boto3

        _client = None


        def client():
            global _client
            if _client is None:
                _client = boto3.client("s3")
            return _client
        """;
    String stored =
        Views.OPENED.replace("    item.status", "    client().put_object(Key=pk)\n    item.status");
    assertThat(Views.refusal(Views.act(client, stored)))
        .contains("`client().put_object()`", "would be waited for with the row locked");
  }

  @Test
  void aStorageAndAGatewayAreOtherMachines() {
    for (String call : List.of("default_storage.save(\"a\", pk)", "gateway.refund(pk)")) {
      String stored = Views.OPENED.replace("    item.status", "    " + call + "\n    item.status");
      assertThat(Views.refusal(Views.act("", stored)))
          .contains("would be waited for with the row locked");
    }
  }

  @Test
  void aContextThatCommitsByItselfStaysOutside() {
    String own =
        Views.OPENED
            .replace("\n    ", "\n        ")
            .replace(
                "\n        item.status", "\n    with commit_on_errors():\n        item.status");
    String text = Views.refusal(Views.act("from shop.tools import commit_on_errors", own));
    assertThat(text).contains("decides itself what is committed");
  }

  @Test
  void whoMayNotIsTurnedAwayWithoutALock() {
    String may = "if item.shop_id != request.user.pk:\n    return HttpResponseForbidden()\n";
    assertThat(
            Views.cured(
                Views.act("from django.http import HttpResponseForbidden", may + Views.OPENED)))
        .contains(
            """
                    return HttpResponseForbidden()
                with transaction.atomic():
                    item = Item.objects.select_for_update().get(pk=item.pk)
                    if item.status == "new":
            """);
  }

  @Test
  void aRowThatIsGoneIsLeftToTheCodeThatHandlesIt() {
    assertThat(
            Views.cured(
                """
                from django.db import DatabaseError


                def act(request, pk):
                    if request.user.first_name == "new":
                        request.user.first_name = "old"
                        try:
                            request.user.save(update_fields=["first_name"])
                        except DatabaseError:
                            print(pk)
                """))
        .contains("    if locked is not None:\n            request.user.refresh_from_db()\n");
  }

  @Test
  void aLineThatBecomesTooLongKeepsTheBlankBeforeItsString() {
    String told = "note = f\"" + "about {pk} and what it is ".repeat(5) + "\"\n";
    assertThat(Views.cured(Views.act("", Views.OPENED + told.indent(4) + "    print(note)\n")))
        .doesNotContain("note =f")
        .contains("note = ");
  }

  @Test
  void whatIsMadeOfTheRowIsNotTheRow() {
    String form =
        """
        item = ItemForm(instance=Item.objects.get(pk=pk), data=request.POST)
        if item.is_valid():
            item.save()
        """;
    String forms =
        """
        from django.forms import ModelForm
        from shop.models import Item


        class ItemForm(ModelForm):
            class Meta:
                model = Item
                fields = ["status"]
        """;
    assertThat(
            Views.candidates(Views.frame(forms, form), Preference.LOCK).stream()
                .flatMap(candidate -> candidate.patches().stream())
                .flatMap(patch -> patch.diff().stream()))
        .noneMatch(line -> line.startsWith("+") && line.contains("pk=item.pk"));
  }
}
