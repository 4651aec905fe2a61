package dev.deadheat.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatabaseUrlTest {
  @ParameterizedTest
  @CsvSource({
    "postgresql://ann:secret@db.example.org:6432/shop, db.example.org, 6432, shop, ann, secret",
    "postgres://ann@127.0.0.1/shop, 127.0.0.1, 5432, shop, ann, from the environment",
    "postgresql://ann:@[::1]:5433, ::1, 5433, ann, ann, ''",
    "postgresql://a%40b:p%2Fw+%3A@h/my%20shop, h, 5432, my shop, a@b, p/w+:",
  })
  void reads_what_libpq_reads(
      String text, String host, int port, String database, String user, String password)
      throws Exception {
    DatabaseUrl url = DatabaseUrl.parse(text, Map.of("PGPASSWORD", "from the environment"));
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.database()).isEqualTo(database);
    assertThat(url.role()).isEqualTo(new Credentials(user, password));
  }

  @Test
  void keeps_what_concerns_encryption() throws Exception {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgresql://ann:x@h/d?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem", Map.of());
    assertThat(url.tls())
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslrootcert", "/etc/ca.pem");
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://ann:hush@h/d, begins with mysql:",
    "postgresql://ann:hu sh@h/d, cannot be read",
    "postgresql:///d, names no host",
    "postgresql://h/d, names no user",
    "postgresql://ann:hush@h/d?sslmode=on, asks for sslmode=on",
    "postgresql://ann:hush@h/d?pool=3, has a parameter pool",
    "host=h user=ann, cannot be read",
  })
  void says_what_is_wrong_and_no_password(String text, String complaint) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text, Map.of()))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("hush");
  }
}
