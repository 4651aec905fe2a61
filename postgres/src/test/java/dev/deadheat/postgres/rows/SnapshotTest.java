package dev.deadheat.postgres.rows;

import static dev.deadheat.postgres.TestServer.ask;
import static dev.deadheat.postgres.TestServer.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.deadheat.postgres.TestServer;
import dev.deadheat.search.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SnapshotTest {
  private Connection control;
  private Connection application;
  private Catalog catalog;
  private Snapshot snapshot;

  @BeforeEach
  void makeDatabase() throws Exception {
    String database = TestServer.newDatabase();
    application = TestServer.application(database);
    run(
        application,
        """
        CREATE TABLE parent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
        CREATE TABLE child (id serial PRIMARY KEY, parent_id bigint NOT NULL
          REFERENCES parent DEFERRABLE INITIALLY DEFERRED, n int,
          twice int GENERATED ALWAYS AS (n * 2) STORED);
        CREATE INDEX ON child (n);
        CREATE INDEX child_part ON child (n) WHERE n > 40;
        CREATE TABLE keyless (j json);
        CREATE TABLE part (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE part_low PARTITION OF part FOR VALUES FROM (0) TO (10);
        CREATE TABLE part_high PARTITION OF part FOR VALUES FROM (10) TO (20);
        CREATE TABLE base (id int PRIMARY KEY);
        CREATE TABLE derived (extra int) INHERITS (base);
        CREATE TABLE audited (id int PRIMARY KEY, n int);
        CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO keyless VALUES (''{}''); RETURN NULL; END';
        CREATE TRIGGER audit AFTER INSERT OR DELETE ON audited
          FOR EACH ROW EXECUTE FUNCTION audit();
        CREATE SEQUENCE loose START 100;
        INSERT INTO parent (name) VALUES ('a'), ('b');
        INSERT INTO child (parent_id, n) SELECT 1 + i % 2, i FROM generate_series(1, 50) i;
        INSERT INTO keyless VALUES ('{"a": 1}'), ('{"a": 1}');
        INSERT INTO part VALUES (1), (11);
        INSERT INTO base VALUES (1);
        INSERT INTO derived VALUES (2, 3);
        INSERT INTO audited VALUES (1, 1);
        """);
    control = TestServer.server().connect(database);
    catalog = Catalog.read(control);
    Notices.install(control, catalog, "m:");
    snapshot = Snapshot.take(control, catalog, "start");
  }

  @AfterEach
  void disconnect() throws Exception {
    application.close();
    control.close();
  }

  @Test
  void everythingIsAsItWasAfterAReset() throws Exception {
    assertThat(snapshot.verify()).isEmpty();
    run(
        application,
        """
        UPDATE parent SET name = 'z'; INSERT INTO parent (name) VALUES ('c');
        DELETE FROM child WHERE n < 20; UPDATE child SET n = n + 1; TRUNCATE keyless;
        UPDATE part SET id = 12 WHERE id = 1; DELETE FROM base; DELETE FROM audited;
        """);
    assertThat(snapshot.verify())
        .containsExactly("audited", "base", "child", "derived", "keyless", "parent", "part");
    snapshot.reset(List.of("parent", "child", "keyless", "part", "base", "derived", "audited"));
    assertThat(snapshot.verify()).isEmpty();
    assertThat(ask(application, "SELECT max(twice) FROM child")).isEqualTo("100");
  }

  @Test
  void onlyTheGivenTablesArePutBack() throws Exception {
    run(application, "DELETE FROM child; DELETE FROM part");
    snapshot.reset(List.of("part"));
    assertThat(snapshot.verify()).containsExactly("child");
    snapshot.resetAll();
    assertThat(snapshot.verify()).isEmpty();
  }

  @Test
  void sequencesStandWhereTheyStoodOrMovedOn() throws Exception {
    String insert = "INSERT INTO parent (name) VALUES ('x') RETURNING id";
    assertThat(ask(application, insert)).isEqualTo("3");
    assertThat(ask(application, "SELECT nextval('loose')")).isEqualTo("100");
    snapshot.reset(List.of("parent"));
    assertThat(ask(application, insert)).isEqualTo("3");
    assertThat(ask(application, "SELECT nextval('loose')")).isEqualTo("100");
    snapshot.reset(List.of("parent"), new SequenceShift(1000, 10));
    assertThat(ask(application, insert)).isEqualTo("1023");
    assertThat(ask(application, "SELECT nextval('loose')")).isEqualTo("1110");
    snapshot.reset(List.of("parent"));
    assertThat(ask(application, insert)).isEqualTo("3");
    assertThat(ask(application, "SELECT nextval('loose')")).isEqualTo("100");
  }

  @Test
  void aNeverUsedSequenceComesBackFromAShiftThatNobodySaw() throws Exception {
    snapshot.reset(List.of(), new SequenceShift(1000, 10));
    snapshot.reset(List.of());
    assertThat(ask(application, "SELECT nextval('loose')")).isEqualTo("100");
  }

  @Test
  void copiesOfTwoNamesAreKeptApart() throws Exception {
    run(application, "DELETE FROM child; SELECT nextval('loose'), nextval('loose')");
    Snapshot later = Snapshot.take(control, catalog, "later");
    snapshot.resetAll();
    assertThat(ask(application, "SELECT count(*) FROM child")).isEqualTo("50");
    assertThat(ask(application, "SELECT nextval('loose')")).isEqualTo("100");
    later.resetAll();
    assertThat(later.verify()).isEmpty();
    assertThat(ask(application, "SELECT count(*) FROM child")).isEqualTo("0");
    assertThat(ask(application, "SELECT nextval('loose')")).isEqualTo("102");
  }

  @Test
  void rowsLieWhereTheyLayAndPlansStayTheSame() throws Exception {
    String where = "SELECT string_agg(ctid::text || n, ' ') FROM child";
    String numbers =
        """
        SELECT string_agg(relname || relpages || ' ' || reltuples || ' ' || relallvisible, ','
          ORDER BY relname) FROM pg_class WHERE relname IN ('child', 'child_part')\
        """;
    String first = ask(application, where);
    String planned = ask(application, numbers);
    assertThat(planned).contains("child1 50 ");
    for (int i = 0; i < 5; i++) {
      run(
          application,
          "UPDATE child SET n = n + 1 WHERE n % 3 = " + i % 3 + "; DELETE FROM child WHERE n = 9");
      snapshot.reset(List.of("child"));
      assertThat(ask(application, where)).isEqualTo(first);
      assertThat(ask(application, numbers)).isEqualTo(planned);
    }
  }

  @Test
  void theApplicationsTriggersStaySilentDuringAReset() throws Exception {
    run(application, "UPDATE audited SET n = 2");
    snapshot.reset(List.of("audited"));
    assertThat(snapshot.verify()).isEmpty();
  }

  @Test
  void anOpenTransactionIsNamedAsTheReason() throws Exception {
    run(control, "SET lock_timeout = '50ms'");
    application.setAutoCommit(false);
    run(application, "LOCK TABLE child");
    assertThatThrownBy(() -> snapshot.reset(List.of("child")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("lock timeout");
    application.rollback();
    snapshot.reset(List.of("child"));
    assertThat(snapshot.verify()).isEmpty();
  }

  @Test
  void rowsAreReadInKeyOrderWithNullsApart() throws Exception {
    run(application, "UPDATE parent SET name = NULL WHERE id = 2");
    Map<RowKey, Map<String, Optional<String>>> rows =
        Rows.read(control, catalog, List.of("part", "parent", "keyless", "no such table"));
    assertThat(rows.keySet().stream().map(RowKey::toString))
        .containsExactly(
            "keyless#(\"{\"\"a\"\": 1}\")",
            "keyless#(\"{\"\"a\"\": 1}\"),2",
            "keyless#({})",
            "parent#1",
            "parent#2",
            "part#1",
            "part#11");
    assertThat(rows.get(new RowKey("parent", List.of("2"))))
        .containsExactly(Map.entry("id", Optional.of("2")), Map.entry("name", Optional.empty()));
  }

  @Test
  void theCatalogTellsKeysOwnersAndFamilies() {
    Table child = catalog.table("child").orElseThrow();
    assertThat(child.key()).containsExactly("id");
    assertThat(child.foreignKeys())
        .singleElement()
        .satisfies(key -> {
          assertThat(key.target()).isEqualTo("parent");
          assertThat(key.targetColumns()).containsExactly("id");
          assertThat(key.deferred()).isTrue();
        });
    assertThat(child.columns().getLast().generated()).isTrue();
    assertThat(catalog.sequences())
        .extracting(Catalog.Sequence::name, Catalog.Sequence::owner)
        .containsExactly(
            tuple("child_id_seq", Optional.of("child.id")),
            tuple("loose", Optional.empty()),
            tuple("parent_id_seq", Optional.of("parent.id")));
    assertThat(catalog.table("part_low").orElseThrow().rowsName()).isEqualTo("part");
    assertThat(catalog.readThrough(catalog.table("base").orElseThrow()))
        .containsExactly("base", "derived");
    assertThat(catalog.tables()).noneMatch(table -> table.schema().equals("deadheat"));
  }
}
