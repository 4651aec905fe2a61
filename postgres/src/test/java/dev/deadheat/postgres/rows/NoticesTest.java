package dev.deadheat.postgres.rows;

import static dev.deadheat.postgres.TestServer.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.TestServer;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.RowKey;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

final class NoticesTest {
  private static final String MARK = "dh:test:";

  private Connection control;
  private Connection application;
  private Catalog catalog;

  @BeforeEach
  void makeDatabase() throws Exception {
    String database = TestServer.newDatabase();
    application = TestServer.application(database);
    run(
        application,
        """
        CREATE TABLE account (id int PRIMARY KEY, owner text, balance numeric(10,2), at timestamptz);
        CREATE TABLE item (id bigserial PRIMARY KEY,
          account_id int REFERENCES account ON DELETE CASCADE);
        CREATE TABLE keyless (a text, b bytea);
        CREATE TABLE part (id int, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
        CREATE TABLE part_eu (region text NOT NULL, id int NOT NULL);
        ALTER TABLE part ATTACH PARTITION part_eu FOR VALUES IN ('eu');
        CREATE TABLE part_us PARTITION OF part FOR VALUES IN ('us');
        CREATE SCHEMA other;
        CREATE TABLE other."Odd "" name" ("Key" uuid PRIMARY KEY, gone int, "select" text);
        ALTER TABLE other."Odd "" name" DROP COLUMN gone;
        INSERT INTO account VALUES (1, 'ann', 10, '2020-01-01 00:00+02'), (2, NULL, 20, NULL);
        INSERT INTO item (account_id) VALUES (1), (1), (2);
        """);
    control = TestServer.server().connect(database);
    catalog = Catalog.read(control);
    Notices.install(control, catalog, MARK);
  }

  @AfterEach
  void disconnect() throws Exception {
    application.close();
    control.close();
  }

  /// Runs a statement as the application and reads its notices.
  private List<Change> changes(String sql) throws Exception {
    return changes(application, sql);
  }

  private List<Change> changes(Connection connection, String sql) throws Exception {
    List<Change> changes = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      for (SQLWarning warning = statement.getWarnings();
          warning != null;
          warning = warning.getNextWarning()) {
        String message = Objects.requireNonNull(warning.getMessage());
        assertThat(message).startsWith(MARK).containsPattern("^\\p{ASCII}*$");
        changes.addAll(Notices.parse(message.substring(MARK.length()), catalog));
      }
    }
    return changes;
  }

  private static WriteRow write(Change change) {
    assertThat(change).isInstanceOf(Change.Written.class);
    return ((Change.Written) change).write();
  }

  private static List<String> keys(List<Change> changes) {
    return changes.stream()
        .map(change -> write(change).kind() + " " + write(change).row())
        .toList();
  }

  @Test
  void anUpdateTellsTheRowBeforeAndAfter() throws Exception {
    List<Change> changes =
        changes("UPDATE account SET balance = 7, owner = 'é \"x\", (y\\' WHERE id = 1");
    assertThat(changes)
        .containsExactly(
            new Change.Written(
                new WriteRow(
                    new RowKey("account", List.of("1")),
                    WriteKind.UPDATE,
                    Map.of(
                        "id", Optional.of("1"),
                        "owner", Optional.of("ann"),
                        "balance", Optional.of("10.00"),
                        "at", Optional.of("2019-12-31 22:00:00+00")),
                    Map.of(
                        "id", Optional.of("1"),
                        "owner", Optional.of("é \"x\", (y\\"),
                        "balance", Optional.of("7.00"),
                        "at", Optional.of("2019-12-31 22:00:00+00")))));
  }

  @Test
  void aNullAndAnEmptyTextAreToldApart() throws Exception {
    assertThat(write(changes("UPDATE account SET owner = '' WHERE id = 2").getFirst()))
        .satisfies(write -> {
          assertThat(write.before()).containsEntry("owner", Optional.empty());
          assertThat(write.after()).containsEntry("owner", Optional.of(""));
        });
  }

  @Test
  void cascadesWritingQueriesAndConflictsTell() throws Exception {
    assertThat(keys(changes("DELETE FROM account WHERE id = 1")))
        .containsExactlyInAnyOrder("DELETE account#1", "DELETE item#1", "DELETE item#2");
    assertThat(
            keys(
                changes(
                    "WITH i AS (INSERT INTO account VALUES (3) RETURNING id)"
                        + " INSERT INTO item (id, account_id) SELECT 9, 2 FROM i")))
        .containsExactlyInAnyOrder("INSERT account#3", "INSERT item#9");
    assertThat(
            keys(
                changes(
                    "INSERT INTO account VALUES (2), (4)"
                        + " ON CONFLICT (id) DO UPDATE SET owner = 'again'")))
        .containsExactlyInAnyOrder("UPDATE account#2", "INSERT account#4");
    assertThat(changes("INSERT INTO account VALUES (2) ON CONFLICT DO NOTHING")).isEmpty();
  }

  @Test
  void aChangedKeyIsADeletionAndAnInsertion() throws Exception {
    run(application, "DELETE FROM item");
    assertThat(keys(changes("UPDATE account SET id = 5 WHERE id = 2")))
        .containsExactly("DELETE account#2", "INSERT account#5");
  }

  @Test
  void rowsOfPartitionsAreKnownByThePartitionedTable() throws Exception {
    assertThat(keys(changes("INSERT INTO part VALUES (1, 'eu'), (2, 'us')")))
        .containsExactly("INSERT part#1,eu", "INSERT part#2,us");
    assertThat(keys(changes("UPDATE part SET region = 'us' WHERE id = 1")))
        .containsExactlyInAnyOrder("DELETE part#1,eu", "INSERT part#1,us");
  }

  @Test
  void oddNamesAndDroppedColumnsAreNoTrouble() throws Exception {
    WriteRow write =
        write(
            changes(
                    "INSERT INTO other.\"Odd \"\" name\" VALUES"
                        + " ('00000000-0000-0000-0000-000000000001', 'x')")
                .getFirst());
    assertThat(write.row()).hasToString("other.Odd \" name#00000000-0000-0000-0000-000000000001");
    assertThat(write.after())
        .containsOnlyKeys("Key", "select")
        .containsEntry("select", Optional.of("x"));
  }

  @Test
  void aTableWithoutKeyIsKnownByItsWholeRow() throws Exception {
    assertThat(write(changes("INSERT INTO keyless VALUES ('a b', '\\x00ff')").getFirst()).row())
        .isEqualTo(new RowKey("keyless", List.of("(\"a b\",\"\\\\x00ff\")")));
  }

  @Test
  void theSessionsSettingsDoNotMatter() throws Exception {
    run(
        application,
        """
        SET client_min_messages = error; SET search_path = ''; SET TimeZone = 'Asia/Tokyo';
        SET DateStyle = 'ISO, DMY'; SET bytea_output = 'escape';
        """);
    WriteRow write =
        write(changes("UPDATE public.account SET owner = 'é' WHERE id = 1").getFirst());
    assertThat(write.after())
        .containsEntry("at", Optional.of("2019-12-31 22:00:00+00"))
        .containsEntry("owner", Optional.of("é"));
    assertThat(TestServer.ask(application, "SHOW TimeZone")).isEqualTo("Asia/Tokyo");
  }

  @Test
  void aHugeRowIsToldWithItsLongColumnsCut() throws Exception {
    WriteRow write =
        write(changes("UPDATE account SET owner = repeat('ä', 200000) WHERE id = 1").getFirst());
    assertThat(write.after()).containsEntry("id", Optional.of("1"));
    assertThat(write.after().getOrDefault("owner", Optional.empty()).orElseThrow())
        .startsWith(Notices.CUT)
        .hasSizeLessThan(60);
    assertThat(write.after()).containsEntry("at", Optional.of("2019-12-31 22:00:00+00"));
  }

  @Test
  void truncateAndDefinitionsTell() throws Exception {
    assertThat(changes("TRUNCATE part, keyless"))
        .containsExactlyInAnyOrder(
            new Change.Truncated("part"),
            new Change.Truncated("part"),
            new Change.Truncated("keyless"));
    assertThat(changes("ALTER TABLE account ADD COLUMN x int"))
        .containsExactly(new Change.Ddl("ALTER TABLE"));
    assertThat(changes("CREATE TEMP TABLE mine (x int)")).isEmpty();
    assertThat(changes("DROP TABLE keyless")).containsExactly(new Change.Ddl("DROP TABLE"));
    assertThat(changes("UPDATE account SET owner = 'x' WHERE id = 1").getFirst())
        .isInstanceOf(Change.Untold.class);
  }

  @Test
  void aMutedSessionStillTellsAndOursIsSilent() throws Exception {
    run(control, "SET session_replication_role = replica");
    assertThat(keys(changes(control, "UPDATE account SET owner = 'm' WHERE id = 1")))
        .containsExactly("UPDATE account#1");
    ControlSession.prepare(control);
    assertThat(changes(control, "UPDATE public.account SET owner = 'n' WHERE id = 1")).isEmpty();
  }

  @Test
  void copyTells() throws Exception {
    run(application, "CREATE TEMP TABLE t (x int)");
    PGConnection driver = application.unwrap(PGConnection.class);
    driver.getCopyAPI().copyIn("COPY account (id) FROM STDIN", new StringReader("7\n8\n"));
    List<Change> changes = new ArrayList<>();
    for (SQLWarning warning = application.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      changes.addAll(
          Notices.parse(
              Objects.requireNonNull(warning.getMessage()).substring(MARK.length()), catalog));
    }
    assertThat(keys(changes)).containsExactly("INSERT account#7", "INSERT account#8");
  }

  @Test
  void whatIsNoPayloadIsUntold() {
    for (String payload : List.of("", "X", "I", "I 1", "I x y", "U 1 00", "Z 9 9", "X zz")) {
      assertThat(Notices.parse(payload, catalog)).singleElement().isInstanceOf(Change.Untold.class);
    }
  }
}
