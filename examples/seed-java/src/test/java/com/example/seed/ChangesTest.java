package com.example.seed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.jdbc.Sql;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** One request at a time, as tests send them: nothing shows that two at once lose a change. */
@SpringBootTest
@AutoConfigureMockMvc
@ActiveProfiles("test")
@Sql(statements = {"DELETE FROM my_model", "DELETE FROM versioned_model"})
@Sql("file:start.sql")
class ChangesTest {
  @Autowired private MockMvcTester server;
  @Autowired private JdbcTemplate database;

  @Test
  void racyChangesField() {
    assertThat(server.post().uri("/racy/")).hasStatusOk().hasBodyTextEqualTo("OK");
    assertThat(row("my_model")).isEqualTo("new value, old other");
  }

  @Test
  void curedChangesField() {
    assertThat(server.post().uri("/cured/")).hasStatusOk().hasBodyTextEqualTo("OK");
    assertThat(row("my_model")).isEqualTo("new value, old other");
  }

  @Test
  void versionedChangesField() {
    assertThat(server.post().uri("/versioned/")).hasStatusOk().hasBodyTextEqualTo("OK");
    assertThat(row("versioned_model")).isEqualTo("new value, old other");
  }

  @Test
  void updateChangesOther() {
    assertThat(server.post().uri("/other/update/")).hasStatusOk().hasBodyTextEqualTo("OK");
    assertThat(row("my_model")).isEqualTo("old value, new other");
  }

  @Test
  void saveChangesOther() {
    assertThat(server.post().uri("/other/save/")).hasStatusOk().hasBodyTextEqualTo("OK");
    assertThat(row("my_model")).isEqualTo("old value, new other");
  }

  @Test
  void bothChangesStayOneAfterTheOther() {
    server.post().uri("/versioned/").exchange();
    server.post().uri("/versioned/other/save/").exchange();
    assertThat(row("versioned_model")).isEqualTo("new value, new other");
  }

  @Test
  void curedSaysThatTheRowIsMissing() {
    database.update("DELETE FROM my_model");
    assertThat(server.post().uri("/cured/"))
        .hasStatusOk()
        .hasBodyTextEqualTo("Object does not exist");
  }

  private String row(String table) {
    return database.queryForObject(
        "SELECT field || ', ' || other FROM " + table + " WHERE id = 1", String.class);
  }
}
