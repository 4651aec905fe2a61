package dev.deadheat.prove.stage;

import dev.deadheat.testkit.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Random small programs of SQL, on few rows so that lanes meet.
///
/// @param setup tables and start rows
/// @param isolation the level of every transaction block
/// @param lone how statements outside a block are sent
/// @param lanes what each session sends
record RandomSql(
    List<String> setup, String isolation, SqlTheatre.Lone lone, List<SqlProgram> lanes) {
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE t (k int PRIMARY KEY, u int UNIQUE, v int DEFAULT 0)",
          "CREATE TABLE c (k int PRIMARY KEY,"
              + " p int REFERENCES t DEFERRABLE INITIALLY DEFERRED, v int DEFAULT 0)",
          "CREATE TABLE d (k int PRIMARY KEY, p int REFERENCES t ON DELETE CASCADE)",
          "CREATE SEQUENCE s");

  /// A program of some lanes with at most so many statements each, BEGIN and COMMIT apart.
  static RandomSql any(Choices choices, int lanes, int most) {
    List<String> setup = new ArrayList<>(TABLES);
    setup.add("INSERT INTO t VALUES (1, NULL, 0)" + (choices.bool() ? ", (2, 0, 0)" : ""));
    if (choices.below(3) == 0) {
      setup.add("INSERT INTO c VALUES (1, 1)");
    }
    if (choices.below(3) == 0) {
      setup.add("INSERT INTO d VALUES (1, 1)");
    }
    String isolation =
        choices.oneOf(
            "READ COMMITTED",
            "READ COMMITTED",
            "READ COMMITTED",
            "REPEATABLE READ",
            "SERIALIZABLE");
    SqlTheatre.Lone lone = choices.oneOf(SqlTheatre.Lone.values());
    List<SqlProgram> programs = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      programs.add(lane(choices, isolation, 1 + choices.below(most)));
    }
    return new RandomSql(setup, isolation, lone, programs);
  }

  private static SqlProgram lane(Choices choices, String isolation, int statements) {
    List<String> texts = new ArrayList<>();
    boolean block = choices.below(3) > 0;
    if (block) {
      texts.add("BEGIN ISOLATION LEVEL " + isolation + afterBegin(choices));
    }
    for (int i = 0; i < statements; i++) {
      if (block && choices.below(4) == 0) {
        texts.add("SAVEPOINT a");
        texts.add(statement(choices));
        texts.add(choices.bool() ? "ROLLBACK TO a" : "RELEASE a");
      } else {
        texts.add(statement(choices));
      }
    }
    if (block) {
      texts.add(choices.below(8) == 0 ? "ROLLBACK" : "COMMIT");
    }
    return new SqlProgram(texts);
  }

  /// Some drivers send BEGIN together with what follows, which may take the snapshot.
  private static String afterBegin(Choices choices) {
    return choices.below(8) > 0
        ? ""
        : choices.oneOf("; SELECT 1", "; SET LOCAL work_mem = '1MB'", "; NOTIFY n", "; TABLE d");
  }

  private static String statement(Choices choices) {
    return switch (choices.below(13)) {
      case 0 -> "SELECT * FROM t" + where(choices) + " ORDER BY k";
      case 1 ->
          choices.oneOf(
              "SELECT count(*), sum(v) FROM t" + where(choices),
              "SELECT c.k, t.v FROM c JOIN t ON t.k = c.p ORDER BY 1",
              "SELECT exists(SELECT FROM c WHERE p = 1)");
      case 2, 3 ->
          "SELECT k, v FROM t"
              + where(choices)
              + " ORDER BY k"
              + choices.oneOf(" FOR UPDATE", " FOR NO KEY UPDATE", " FOR SHARE", " FOR KEY SHARE")
              + choices.oneOf("", "", " NOWAIT", " SKIP LOCKED");
      case 4, 5, 6 ->
          "UPDATE t SET "
              + choices.oneOf("v = 7", "v = v + 1", "v = v + 1", "u = " + choices.below(2))
              + guarded(choices, where(choices));
      case 7, 8 -> insert(choices);
      case 9 -> "DELETE FROM " + choices.oneOf("t", "t", "c", "d") + where(choices, "k");
      case 10 -> advisory(choices);
      case 11 ->
          choices.oneOf(
              "SELECT nextval('s')",
              "UPDATE c SET v = v + 1 WHERE p = 1",
              choices.oneOf("SELECT 1", "SELECT now() IS NULL", "SHOW TimeZone", "NOTIFY n"));
      default -> choices.oneOf("TRUNCATE c", "UPDATE c SET p = 2 WHERE k = 1", "TABLE d");
    };
  }

  private static String insert(Choices choices) {
    String key = "" + (1 + choices.below(3));
    if (choices.below(3) == 0) {
      String table = choices.oneOf("c", "d");
      return "INSERT INTO %s VALUES (%s, %d)".formatted(table, key, 1 + choices.below(3));
    }
    String unique = choices.oneOf("NULL", "0", "1");
    return switch (choices.below(4)) {
      case 0 -> "INSERT INTO t VALUES (%s, %s, 5)".formatted(key, unique);
      case 1 -> "INSERT INTO t VALUES (%s, %s, 5) ON CONFLICT DO NOTHING".formatted(key, unique);
      case 2 ->
          "INSERT INTO t VALUES (%s, %s, 5) ON CONFLICT (k) DO UPDATE SET v = t.v + 1"
              .formatted(key, unique);
      default ->
          "INSERT INTO t SELECT %s, %s, 5 WHERE NOT EXISTS (SELECT FROM t%s)"
              .formatted(key, unique, where(choices));
    };
  }

  private static String advisory(Choices choices) {
    String function =
        choices.oneOf(
            "pg_advisory_xact_lock",
            "pg_advisory_xact_lock_shared",
            "pg_try_advisory_xact_lock",
            "pg_try_advisory_xact_lock_shared");
    return "SELECT %s(%d)".formatted(function, choices.below(2));
  }

  private static String guarded(Choices choices, String where) {
    return choices.below(4) > 0
        ? where
        : where
            + (where.isEmpty() ? " WHERE" : " AND")
            + " NOT EXISTS (SELECT FROM t AS other"
            + where(choices)
            + ")";
  }

  private static String where(Choices choices) {
    return where(choices, choices.oneOf("k", "k", "v"));
  }

  private static String where(Choices choices, String column) {
    return switch (choices.below(4)) {
      case 0 -> "";
      case 1 -> " WHERE %s = %d".formatted(column, column.equals("k") ? 2 + choices.below(2) : 7);
      default -> " WHERE %s = %d".formatted(column, column.equals("k") ? 1 : 0);
    };
  }

  @Override
  public String toString() {
    return isolation
        + ", lone statements "
        + lone
        + "\n"
        + String.join("\n", setup)
        + "\n"
        + lanes.stream()
            .map(lane -> String.join("; ", lane.texts()))
            .collect(Collectors.joining("\n"));
  }
}
