package com.example.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DatabaseUrlTest {
  @Test
  void splitsWhatJdbcWantsToBeToldApart() {
    assertThat(DatabaseUrl.parse("postgresql://me:a%40b+c@127.0.0.1:5433/seed?sslmode=disable"))
        .isEqualTo(
            new DatabaseUrl(
                "jdbc:postgresql://127.0.0.1:5433/seed?sslmode=disable", "me", "a@b+c"));
  }

  @Test
  void portAndPasswordMayBeLeftOut() {
    assertThat(DatabaseUrl.parse("postgres://me@localhost/seed"))
        .isEqualTo(new DatabaseUrl("jdbc:postgresql://localhost/seed", "me", ""));
  }

  @Test
  void refusesAnotherDatabase() {
    assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse("mysql://localhost/x"));
  }
}
