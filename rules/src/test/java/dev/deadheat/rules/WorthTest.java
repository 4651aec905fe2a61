package dev.deadheat.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorthTest {
  @Test
  void moneyStockTokensAndStatesComeFirst() {
    for (String column :
        List.of("balance", "unit_price", "credits", "usedTokens", "is_active", "order_status")) {
      assertThat(Worth.of(List.of("title", column), Severity.MEDIUM))
          .as(column)
          .isEqualTo(Severity.HIGH);
    }
  }

  @Test
  void aWordIsNoPartOfAnother() {
    for (String column : List.of("account", "country", "estate", "unused", "statement")) {
      assertThat(Worth.of(List.of(column), Severity.MEDIUM)).as(column).isEqualTo(Severity.MEDIUM);
    }
  }

  @Test
  void whatIsAboutNowIsSlightOnlyAlone() {
    assertThat(Worth.of(List.of("last_seen"), Severity.MEDIUM)).isEqualTo(Severity.LOW);
    assertThat(Worth.of(List.of("last_seen", "title"), Severity.MEDIUM)).isEqualTo(Severity.MEDIUM);
    assertThat(Worth.of(List.of("last_seen", "stock"), Severity.MEDIUM)).isEqualTo(Severity.HIGH);
    assertThat(Worth.isSlight(List.of("last_seen", "stock"))).isFalse();
    assertThat(Worth.isSlight(List.of())).isFalse();
  }
}
