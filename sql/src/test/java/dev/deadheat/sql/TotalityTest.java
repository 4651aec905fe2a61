package dev.deadheat.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever text comes, it is read without an exception, and nothing of it is lost in the tokens.
final class TotalityTest {
  private static final String[] PIECES = {
    "SELECT",
    "FROM",
    "WHERE",
    "t",
    "\"T\"",
    "(",
    ")",
    ",",
    ".",
    "=",
    "1",
    "'x'",
    "$1",
    "AND",
    "OR",
    "IN",
    "WITH",
    "AS",
    "UPDATE",
    "SET",
    "INSERT",
    "INTO",
    "VALUES",
    "DELETE",
    "USING",
    "JOIN",
    "ON",
    "FOR",
    "OF",
    "LIMIT",
    "21",
    "ORDER",
    "BY",
    "UNION",
    "ALL",
    "'",
    "\"",
    "$$",
    "/*",
    "*/",
    "--",
    "\n",
    ";",
    "::",
    "int",
    "NOT",
    "EXISTS",
    "CASE",
    "END",
    "BETWEEN",
    "LOCK",
    "TABLE",
    "TRUNCATE",
    "COPY",
    "MERGE",
    "CONFLICT",
    "DO",
    "RETURNING",
    "ROLLBACK",
    "TO",
    "SAVEPOINT",
    "E'\\",
    "[",
    "]",
    "-",
    "é",
    "pg_advisory_lock",
    "nextval",
    "DECLARE",
    "CURSOR",
    "ONLY",
    "LATERAL",
    "TABLESAMPLE"
  };

  @Test
  void anySequenceOfPiecesIsRead() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder sql = new StringBuilder();
      int length = random.nextInt(25);
      for (int piece = 0; piece < length; piece++) {
        sql.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextInt(4) == 0 ? "" : " ");
      }
      check(sql.toString(), seed);
    }
  }

  private static void check(String sql, long seed) {
    try {
      List<Token> tokens = Lexer.tokens(sql);
      int end = 0;
      for (Token token : tokens) {
        assertThat(token.start()).isGreaterThanOrEqualTo(end);
        assertThat(sql.substring(token.start(), token.end())).isEqualTo(token.text());
        end = token.end();
      }
      Statements.parse(sql);
      assertThat(ReadableSql.of(sql, new ArrayList<>(), 30)).hasSizeLessThanOrEqualTo(30);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed + ", text: " + sql, e);
    }
  }
}
