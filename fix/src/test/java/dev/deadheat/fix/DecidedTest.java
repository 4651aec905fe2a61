package dev.deadheat.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.fix.cure.Kind;
import dev.deadheat.fix.cure.Preference;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where a test decides that a number is changed, and the code undoes what was tested, the database
/// would change it once for each of two requests that both pass: the row is locked.
final class DecidedTest {
  private static final String COUNTED = "item.attempts -= 1\nitem.save()\n";

  @Test
  void aRowThatIsDeletedAfterwardsDecides() {
    String body =
        "gift = Gift.objects.get(shop=item.shop_id)\nif gift.ribbon == \"red\":\n"
            + (COUNTED + "gift.delete()\n").indent(4);
    assertThat(kinds(body)).doesNotContain(Kind.EXPRESSION);
  }

  @Test
  void aColumnThatIsSetAfterwardsDecides() {
    String body =
        "shop = Shop.objects.get(pk=1)\nif shop.name == \"open\":\n"
            + (COUNTED + "shop.name = \"shut\"\nshop.save()\n").indent(4);
    assertThat(kinds(body)).doesNotContain(Kind.EXPRESSION);
  }

  @Test
  void aTestOfWhatStaysDecidesNothing() {
    String body = "shop = Shop.objects.get(pk=1)\nif shop.name == \"open\":\n" + COUNTED.indent(4);
    assertThat(kinds(body)).startsWith(Kind.EXPRESSION);
  }

  @Test
  void whereOneBranchNeedsTheLockTheOtherTakesItToo() {
    String body =
        """
        if Gift.objects.filter(shop=item.shop_id).exists():
            Gift.objects.filter(shop=item.shop_id).delete()
            item.attempts -= 1
            item.save()
        else:
            item.attempts += 1
            item.save()
        """;
    assertThat(kinds(body)).doesNotContain(Kind.EXPRESSION);
  }

  private static List<Kind> kinds(String body) {
    return Views.candidates(Views.act("", body), Preference.EXPRESSION).stream()
        .map(candidate -> candidate.kind())
        .toList();
  }
}
