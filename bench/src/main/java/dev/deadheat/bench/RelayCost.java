package dev.deadheat.bench;

import dev.deadheat.postgres.proxy.Proxy;
import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.postgres.server.EmbeddedServer;
import dev.deadheat.postgres.server.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What it costs to relay one statement: the same statements over one connection straight to the
/// server, and over one through a proxy that withholds replies as in proofs and lets all pass. The
/// two take turns, so that whatever else the machine does hits both; medians of all turns.
public final class RelayCost {
  private static final int TURNS = 60;
  private static final int STATEMENTS = 400;

  private static final List<String> SQL =
      List.of(
          "SELECT 1",
          "SELECT * FROM t WHERE id = 7",
          "UPDATE t SET n = n + 1 WHERE id = 7",
          "SELECT * FROM t");

  private RelayCost() {}

  public static void main(String[] args) throws Exception {
    try (Server server = EmbeddedServer.start();
        Proxy proxy = Proxy.open(server::dial, new LetsPass(), Proxy.Options.standard());
        Connection straight = connect(server.port(), server.application());
        Connection relayed = connect(proxy.port(), server.application());
        Statement direct = straight.createStatement();
        Statement through = relayed.createStatement()) {
      direct.execute(
          "CREATE TEMPORARY TABLE t AS SELECT id, 0 AS n FROM generate_series(1, 1000) id");
      through.execute(
          "CREATE TEMPORARY TABLE t AS SELECT id, 0 AS n FROM generate_series(1, 1000) id");
      System.out.println("| statement | straight | relayed | ratio |");
      System.out.println("| --- | --- | --- | --- |");
      for (String sql : SQL) {
        // Not counted: until both are compiled.
        turn(direct, sql);
        turn(through, sql);
        long[] alone = new long[TURNS * STATEMENTS];
        long[] proxied = new long[TURNS * STATEMENTS];
        for (int i = 0; i < TURNS; i++) {
          System.arraycopy(turn(direct, sql), 0, alone, i * STATEMENTS, STATEMENTS);
          System.arraycopy(turn(through, sql), 0, proxied, i * STATEMENTS, STATEMENTS);
        }
        double before = median(alone);
        double after = median(proxied);
        System.out.printf(
            Locale.ROOT,
            "| `%s` | %.0f µs | %.0f µs | %.2f |%n",
            sql,
            before,
            after,
            after / before);
      }
    }
  }

  private static Connection connect(int port, Credentials role) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable&preferQueryMode=simple"
            .formatted(port),
        role.user(),
        role.password());
  }

  private static long[] turn(Statement statement, String sql) throws SQLException {
    long[] took = new long[STATEMENTS];
    for (int i = 0; i < STATEMENTS; i++) {
      long began = System.nanoTime();
      statement.execute(sql);
      took[i] = System.nanoTime() - began;
    }
    return took;
  }

  private static double median(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1_000.0;
  }
}
