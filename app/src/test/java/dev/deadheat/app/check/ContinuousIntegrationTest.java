package dev.deadheat.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.deadheat.app.Exit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A project's CI from end to end: a baseline, a branch with a new race, and each format.
class ContinuousIntegrationTest {
  private static final String BASELINE = "deadheat-baseline.json";

  @TempDir Path folder = Path.of("");
  private Shop shop = new Shop(Path.of(""));

  @BeforeEach
  void branchWithANewRace() throws IOException, InterruptedException {
    shop = Shop.in(folder);
    assertThat(shop.check("--baseline", BASELINE, "--write-baseline").exit()).isEqualTo(Exit.CLEAN);
    shop.git("init", "-q", "-b", "main");
    shop.git("add", ".");
    shop.git("commit", "-qm", "start");
    shop.write(
        "shop/views.py",
        "\"\"\"Views.\"\"\"\n\n"
            + Shop.SELL.replace("shop.models import Item", "shop.models import Item, Voucher")
            + Shop.REDEEM);
  }

  @ParameterizedTest
  @EnumSource
  void baselineAndRevisionReportJustTheNewRace(OutputFormat format) throws Exception {
    for (List<String> choice :
        List.of(List.of("--baseline", BASELINE), List.of("--since", "main"))) {
      var said = shop.check(choice.get(0), choice.get(1), "--output-format", format.word());

      assertThat(said.exit()).as(said.err()).isEqualTo(Exit.FOUND);
      assertThat(said.out())
          .as(choice + " " + format)
          .contains("Voucher")
          .doesNotContain("`stock`");
      String line = format == OutputFormat.FULL ? "15" : "19";
      assertThat(Consumers.read(format, said.out()))
          .as(choice + " " + format)
          .containsExactly("shop/views.py:" + line);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotNewIsReportedWithoutThem(OutputFormat format) throws Exception {
    var said = shop.check("--output-format", format.word());

    assertThat(Consumers.read(format, said.out())).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsReportedWhereNothingIsNew(OutputFormat format) throws Exception {
    shop.git("commit", "-qam", "redeem");
    var said = shop.check("--since", "HEAD", "--output-format", format.word());

    assertThat(said.exit()).isEqualTo(Exit.CLEAN);
    assertThat(Consumers.read(format, said.out())).isEmpty();
  }

  @Test
  void sarifSaysWhatProofsShowed() throws Exception {
    String fingerprint =
        JsonParser.parseString(shop.check("--output-format", "json").out())
            .getAsJsonObject()
            .getAsJsonArray("findings")
            .get(0)
            .getAsJsonObject()
            .get("fingerprint")
            .getAsString();
    shop.write(
        "proofs.json",
        """
        {"version": 1, "gaps": [], "proofs": {"%s": {"status": "reproduced",
          "scenario": "two sales", "replay": "sales.json", "classes": 6, "bound": ""}}}
        """
            .formatted(fingerprint));

    var said = shop.check("--proofs", "proofs.json", "--output-format", "sarif");

    assertThat(Consumers.read(OutputFormat.SARIF, said.out())).hasSize(2);
    assertThat(said.out()).contains("\"status\": \"reproduced\"", "two sales");
  }

  @Test
  void whatTheBaselineKnewAndIsGoneIsSaid() throws IOException {
    shop.write("shop/views.py", "");

    var said = shop.check("--baseline", BASELINE);

    assertThat(said.exit()).isEqualTo(Exit.CLEAN);
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("DH101 in sell is in the baseline and no longer in the code");
  }

  @Test
  void movingAndReformattingAFunctionMakesItNoNewFinding() throws IOException {
    shop.write("shop/views.py", "");
    shop.write(
        "shop/selling.py",
        """
        # sells
        from django.http import HttpResponse
        from shop.models import Item

        LIMIT = 5


        def sell(request, pk):
            item = Item.objects.get(
                pk=pk,  # the key
            )
            item.stock -= 1
            item.save()
            return HttpResponse("sold")
        """);

    assertThat(shop.check("--baseline", BASELINE).out()).contains("1 known from the baseline");
  }

  @Test
  void aLockThatWasTakenAwayCountsAsAChange() throws IOException, InterruptedException {
    var locked =
        """
        from django.db import transaction
        from shop.models import Item


        @transaction.atomic
        def sell(request, pk):
            list(Item.objects.select_for_update().filter(pk=pk))
            item = Item.objects.get(pk=pk)
            item.stock -= 1
            item.save()
        """;
    shop.write("shop/views.py", locked);
    shop.git("commit", "-qam", "lock");
    assertThat(shop.check("--since", "HEAD").exit()).isEqualTo(Exit.CLEAN);

    shop.write(
        "shop/views.py",
        locked.replace("    list(Item.objects.select_for_update().filter(pk=pk))\n", ""));

    assertThat(shop.check("--since", "HEAD").exit()).isEqualTo(Exit.FOUND);
  }

  @Test
  void anUnknownRevisionOrABrokenBaselineIsAnError() throws IOException {
    assertThat(shop.check("--since", "nowhere").err()).contains("git says:").contains("nowhere");
    assertThat(shop.check("--since", "--output=x").exit()).isEqualTo(Exit.ERROR);
    assertThat(shop.check("--baseline", "none.json").err()).contains("--write-baseline makes one");
    shop.write("bad.json", "{\"version\": 1");
    assertThat(shop.check("--baseline", "bad.json").err()).contains("cannot be used");
    shop.write("bad.json", "{\"version\": 7, \"findings\": []}");
    assertThat(shop.check("--baseline", "bad.json").err()).contains("version 7");
  }

  @Test
  void sarifIsValidAndHasAThreadFlowForEachUser() throws Exception {
    shop.write("shop/with space.py", Shop.SELL);
    var said = shop.check("--output-format", "sarif", "--output-file", "out/deadheat.sarif");
    assertThat(said.out()).isEmpty();
    var log = shop.read("out/deadheat.sarif");

    assertThat(Consumers.read(OutputFormat.SARIF, log)).hasSize(3);
    assertThat(log)
        .contains("\"uri\": \"shop/with%20space.py\"")
        .contains("\"partialFingerprints\"")
        .containsSubsequence(
            "\"id\": \"A\"",
            "\"executionOrder\": 1",
            "\"executionOrder\": 4",
            "\"id\": \"B\"",
            "\"executionOrder\": 2",
            "\"executionOrder\": 3");
  }

  @Test
  void junitIsXmlWithAFailureForEachFinding() throws Exception {
    shop.write("shop/models2.py", "A = \"]]>&<\"\n");
    var xml = shop.check("--output-format", "junit").out();

    var root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();

    assertThat(root.getAttribute("failures")).isEqualTo("2");
    assertThat(root.getElementsByTagName("failure").getLength()).isEqualTo(2);
  }

  @Test
  void pathsBeginAtTheTopOfTheRepository() throws IOException, InterruptedException {
    var inner = Shop.in(folder.resolve("backend"));

    assertThat(inner.check("--output-format", "github").out())
        .contains("::error file=backend/shop/views.py,line=8,endLine=8,title=DH101 lost-update::");
    assertThat(inner.check("--output-format", "gitlab").out())
        .contains("\"path\": \"backend/shop/views.py\"");
  }
}
