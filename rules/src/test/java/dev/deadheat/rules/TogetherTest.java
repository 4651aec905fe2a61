package dev.deadheat.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A place is told of once, and nothing of what was found there is left out.
class TogetherTest {
  private static final String MODELS =
      """
      from django.db import models

      class Account(models.Model):
          balance = models.IntegerField()
          bonus = models.IntegerField()

      def book(account):
          account.balance = account.balance - 1
          account.save(update_fields=["balance"])
          account.bonus = account.bonus + 1
          account.save(update_fields=["bonus"])
      """;

  private static final String VIEWS =
      """
      from .models import Account, book

      def pay(request, pk):
          if request.GET:
              account = Account.objects.get(pk=pk)
          else:
              account = Account.objects.get(owner=request.user)
          book(account)

      def undo(request, pk):
          account = Account.objects.get(pk=pk)
          account.balance = account.balance + 1
          account.save(update_fields=["balance"])
      """;

  @Test
  void tellsOfOnePlaceOnceAndNamesAllColumnsReadsAndWrites() {
    List<Finding> each = found();
    List<Finding> together = Together.of(each);

    List<Finding> pay = together.stream().filter(f -> f.function().equals("pay")).toList();
    assertThat(pay).hasSize(1);
    Finding one = pay.getFirst();
    assertThat(one.fields()).containsExactly("balance", "bonus");
    assertThat(one.message()).contains("`balance`").contains("`bonus`");
    assertThat(one.parts()).hasSizeGreaterThan(1).allMatch(part -> part.parts().isEmpty());
    assertThat(one.read()).contains(new Finding.Spot("views.py", 5));
    assertThat(one.fingerprint()).isEqualTo(one.parts().getFirst().fingerprint());
    assertThat(each).containsAll(one.parts());
    for (Finding part : one.parts()) {
      assertThat(one.read().equals(part.read()) || says(one, part.read().orElseThrow())).isTrue();
      assertThat(one.write().equals(part.write()) || says(one, part.write().orElseThrow()))
          .isTrue();
    }
  }

  @Test
  void leavesAloneWhatStandsAlone() {
    List<Finding> each = found();

    assertThat(Together.of(each).stream().filter(f -> f.function().equals("undo")).toList())
        .isEqualTo(each.stream().filter(f -> f.function().equals("undo")).toList())
        .isNotEmpty();
  }

  private static boolean says(Finding finding, Finding.Spot spot) {
    return finding.story().stream()
        .anyMatch(line -> line.contains(spot.path() + ":" + spot.line()));
  }

  private static List<Finding> found() {
    Map<String, String> files = Map.of("models.py", MODELS, "views.py", VIEWS);
    return Rules.check(
            ProjectReader.read(
                List.of("models.py", "views.py"),
                path -> files.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8)))
        .stream()
        .filter(finding -> finding.rule().code().equals("DH101"))
        .toList();
  }
}
