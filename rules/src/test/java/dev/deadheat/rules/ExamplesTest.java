package dev.deadheat.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The projects in `examples/` have races planted in them, each beside its cure: the races are
/// found and nothing else is, `admin` and tests included.
final class ExamplesTest {
  @Test
  void theRacesOfTheBankAreFound() throws IOException {
    assertThat(found("bank"))
        .containsExactly(
            "accounts/views/deposit.py racy DH101",
            "accounts/views/joint.py withdrawn DH204",
            "accounts/views/payment.py pay DH404",
            "accounts/views/transfer.py racy DH501",
            "accounts/views/withdraw.py racy DH203");
  }

  @Test
  void theRacesOfTheShopAreFound() throws IOException {
    assertThat(found("shop"))
        .containsExactly(
            "store/views/alerts.py stock_alert DH202",
            "store/views/invoices.py RacyInvoiceView.perform_create DH205",
            "store/views/orders.py racy DH401",
            "store/views/products.py RacyProductView.update DH102",
            "store/views/reservations.py racy DH101",
            "store/views/stock.py racy DH101",
            "store/views/vouchers.py racy DH203");
  }

  @Test
  void theRacesOfTheSeedAreFound() throws IOException {
    assertThat(found("seed"))
        .containsExactly(
            "myapp/views/noncompliant.py my_view DH102", "myapp/views/others.py save_other DH102");
  }

  private static List<String> found(String example) throws IOException {
    Path folder = Path.of("..", "examples", example);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(each -> each.toString().endsWith(".py")).toList()) {
        files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return Rules.check(ProjectReader.read(files)).stream()
        .filter(finding -> finding.confidence() != Confidence.LOW)
        .map(finding -> finding.path() + " " + finding.function() + " " + finding.rule().code())
        .toList();
  }
}
