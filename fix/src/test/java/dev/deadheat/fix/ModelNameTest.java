package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Rules;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A model is called in a file as the file calls others.
final class ModelNameTest {
  private static final String LOCK = ".objects.select_for_update().get(pk=item.pk)";

  @Test
  void byTheModuleThatIsImportedUnderAnotherName() {
    assertThat(cured("from ..models import items as item_models\n\n\n"))
        .contains("        item_models.Item" + LOCK);
  }

  @Test
  void byItsModuleWhereItsNameMeansSomethingElse() {
    assertThat(cured("from ..models import items\nfrom ..types import Item\n\n\n"))
        .contains("        items.Item" + LOCK);
  }

  @Test
  void byTheRelativeImportOfItsModule() {
    assertThat(cured("from ..models.items import LIMIT\n\n\n"))
        .contains("from ..models.items import LIMIT, Item\n")
        .contains("        Item" + LOCK);
  }

  @Test
  void byAsManyDotsAsTheFileHasElsewhere() {
    assertThat(cured("from ..limits import MOST\n\n\n"))
        .contains("    from ..models.items import Item\n\n")
        .contains("        Item" + LOCK);
  }

  @Test
  void byItsWholePathWhereTheFileHasOnlySuch() {
    assertThat(cured("from shop.limits import MOST\n\n\n"))
        .contains("    from shop.models.items import Item\n\n")
        .contains("        Item" + LOCK);
  }

  @Test
  void byTheRowWhereNothingElseIsKnown() {
    assertThat(cured("")).contains("        type(item)" + LOCK);
  }

  @Test
  void byTheRowWhereItMayBeOfSeveralModels() {
    assertThat(
            cured(
                "from ..models.items import Item\n\n\n",
                """


                def spend(request, pk):
                    take(Voucher.objects.get(pk=pk))
                """))
        .contains("        type(item)" + LOCK);
  }

  private static String cured(String imports) {
    return cured(imports, "");
  }

  /// The helper after the lock that it gets.
  private static String cured(String imports, String views) {
    Map<String, byte[]> files =
        Map.of(
                "shop/models/items.py",
                """
                from django.db import models

                LIMIT = 3


                class Item(models.Model):
                    stock = models.IntegerField()


                class Voucher(models.Model):
                    stock = models.IntegerField()
                """,
                "shop/types.py",
                """
                class Item:
                    stock = 0
                """,
                "shop/stock/counts.py",
                imports
                    + """
                    def take(item):
                        if item.stock > 0:
                            item.stock -= 1
                            item.save()
                    """,
                "shop/views.py",
                """
                from .models.items import Item, Voucher
                from .stock.counts import take


                def sell(request, pk):
                    take(Item.objects.get(pk=pk))
                """
                    + views)
            .entrySet()
            .stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    each -> each.getValue().getBytes(UTF_8),
                    (one, _) -> one,
                    TreeMap::new));
    var facts = ProjectReader.read(files);
    var fixes =
        new Fixes(
            facts, path -> files.getOrDefault(path, new byte[0]), Optional.of(Preference.LOCK));
    return Rules.check(facts).stream()
        .flatMap(finding -> fixes.candidates(finding).stream())
        .filter(Candidate::applicable)
        .flatMap(candidate -> candidate.patches().stream())
        .filter(patch -> patch.path().equals("shop/stock/counts.py"))
        .findFirst()
        .flatMap(patch -> patch.apply(files.getOrDefault(patch.path(), new byte[0])))
        .map(bytes -> new String(bytes, UTF_8))
        .orElseThrow();
  }
}
