package dev.deadheat.bench;

import dev.deadheat.postgres.server.EmbeddedServer;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.prove.explore.Outcomes;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.stage.SqlProgram;
import dev.deadheat.prove.stage.SqlTheatre;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Lane;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.SourceDpor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How much the reduction saves and how fast schedules run, on PostgreSQL itself: lanes that work
/// on rows of their own and meet on one, from 2 to 4 lanes and 4 to 20 statements a lane.
///
/// Orders are counted by making them where there are few, else by the number of ways to interleave
/// the steps, which is somewhat more, as lanes that wait leave less to choose.
public final class Reduction {
  private static final int MOST_RUNS = 400;

  private Reduction() {}

  /// Runs it.
  ///
  /// @param args none
  public static void main(String[] args) throws Exception {
    System.out.printf(
        "%-18s %5s %10s %14s %8s %6s %5s %9s %11s%n",
        "lanes that",
        "lanes",
        "statements",
        "orders",
        "classes",
        "runs",
        "cut",
        "reduction",
        "schedules/s");
    try (Server server = EmbeddedServer.start()) {
      for (Meeting meeting : Meeting.values()) {
        for (int lanes = 2; lanes <= 4; lanes++) {
          for (int statements : List.of(4, 8, 12, 20)) {
            measure(server, meeting, lanes, statements);
          }
        }
      }
    }
  }

  /// How the lanes meet.
  private enum Meeting {
    LOCK_ONE_ROW("lock one row"),
    READ_THEN_WRITE("read, then write");

    final String words;

    Meeting(String words) {
      this.words = words;
    }
  }

  private static void measure(Server server, Meeting meeting, int lanes, int statements)
      throws Exception {
    List<String> setup =
        List.of(
            "CREATE TABLE t (id int PRIMARY KEY, n int)",
            "INSERT INTO t SELECT i, 0 FROM generate_series(0, 99) i");
    List<SqlProgram> programs =
        IntStream.range(0, lanes).mapToObj(lane -> program(meeting, lane, statements)).toList();
    List<Lane> all = IntStream.range(0, lanes).mapToObj(Lane::new).toList();
    try (SqlTheatre theatre = SqlTheatre.open(server, setup)) {
      Stage stage = theatre.play(programs, Lone.WHOLE);
      Outcomes.of(stage, all, Exhaustive.allOrders(), 5);
      long began = System.nanoTime();
      Outcomes reduced =
          Outcomes.of(
              stage,
              all,
              SourceDpor.under(theatre.dependence(Isolation.READ_COMMITTED)),
              MOST_RUNS);
      double seconds = (System.nanoTime() - began) / 1e9;
      boolean complete = reduced.progress().complete();
      long made = reduced.progress().runs() + reduced.progress().cut();
      BigInteger ways = interleavings(lanes, statements - 1);
      boolean tooMany = ways.compareTo(BigInteger.valueOf(MOST_RUNS)) > 0;
      Outcomes brute =
          tooMany ? reduced : Outcomes.of(stage, all, Exhaustive.allOrders(), MOST_RUNS);
      String orders = tooMany ? "<= " + brief(ways) : "" + brute.progress().runs();
      double saved = (tooMany ? ways.doubleValue() : brute.progress().runs()) / Math.max(1, made);
      System.out.printf(
          "%-18s %5d %10d %14s %8s %6d %5d %9s %11.0f%n",
          meeting.words,
          lanes,
          statements,
          orders,
          (complete ? "" : "> ") + reduced.progress().classes(),
          reduced.progress().runs(),
          reduced.progress().cut(),
          complete ? brief(saved) : "?",
          made / seconds);
    }
  }

  /// BEGIN and COMMIT are counted among the statements; BEGIN is no choice.
  private static SqlProgram program(Meeting meeting, int lane, int statements) {
    List<String> texts = new ArrayList<>(List.of("BEGIN"));
    for (int i = 0; texts.size() < statements - 3; i++) {
      texts.add("UPDATE t SET n = n + 1 WHERE id = " + (10 * (lane + 1) + i % 10));
    }
    texts.add(
        switch (meeting) {
          case LOCK_ONE_ROW -> "SELECT n FROM t WHERE id = 0 FOR UPDATE";
          case READ_THEN_WRITE -> "SELECT n FROM t WHERE id = 0";
        });
    texts.add("UPDATE t SET n = n + 1 WHERE id = 0");
    texts.add("COMMIT");
    return new SqlProgram(texts);
  }

  private static BigInteger interleavings(int lanes, int steps) {
    BigInteger ways = factorial(lanes * steps);
    for (int i = 0; i < lanes; i++) {
      ways = ways.divide(factorial(steps));
    }
    return ways;
  }

  private static BigInteger factorial(int n) {
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return product;
  }

  private static String brief(BigInteger number) {
    return number.bitLength() < 24 ? number.toString() : "%.0e".formatted(number.doubleValue());
  }

  private static String brief(double number) {
    return number < 1e5 ? "%.1f".formatted(number) : "%.0e".formatted(number);
  }
}
