package dev.deadheat.postgres.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.testkit.Choices;
import dev.deadheat.wire.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqlTextTest {
  @Test
  void semicolonsSplitOnlyOutsideOfEverythingElse() {
    assertThat(split("a; b ;;c")).containsExactly("a", "b", "c");
    assertThat(split("a ';' b; \"x;\"\"y;\"")).containsExactly("a ';' b", "\"x;\"\"y;\"");
    assertThat(split("a 'it''s;' ; b")).containsExactly("a 'it''s;'", "b");
    assertThat(split("a E'\\';' ; b")).containsExactly("a E'\\';'", "b");
    assertThat(split("a $$;$$ ; b $x$ ;$$; $x$; c"))
        .containsExactly("a $$;$$", "b $x$ ;$$; $x$", "c");
    assertThat(split("a $1;b")).containsExactly("a $1", "b");
    assertThat(split("a -- ; '\n; b /* ; /* ; */ ' */ c; d"))
        .containsExactly("a -- ; '", "b /* ; /* ; */ ' */ c", "d");
    assertThat(split("CREATE RULE r AS ON UPDATE TO t DO (a; b); c"))
        .containsExactly("CREATE RULE r AS ON UPDATE TO t DO (a; b)", "c");
    assertThat(
            split(
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC a; SELECT CASE 1 WHEN 1 THEN 2 END;"
                    + " END; b"))
        .containsExactly(
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC a; SELECT CASE 1 WHEN 1 THEN 2 END; END",
            "b");
    assertThat(split(" ; -- nothing\n /* at all */ ;")).isEmpty();
  }

  @Test
  void backslashesEscapeWhereTheServerSaysSo() {
    assertThat(SqlText.split(Bytes.utf8("a '\\';'; b"), true)).hasSize(2);
    assertThat(SqlText.split(Bytes.utf8("a '\\'; b"), false)).hasSize(2);
  }

  @Test
  void unfinishedTextsAreOneStatement() {
    for (var text : List.of("a '; b", "a \"; b", "a $$; b", "a /* ; b", "a E'\\", "a $x; b")) {
      assertThat(split(text)).isNotEmpty();
    }
  }

  @Test
  void anyTextIsSplitWithoutLoss() {
    Choices.sampled(
        20_000,
        c -> {
          var text =
              String.join(
                  "",
                  c.listOf(
                      12,
                      d ->
                          d.oneOf(
                              "a",
                              " ",
                              ";",
                              "'",
                              "\"",
                              "$",
                              "$$",
                              "$t$",
                              "\\",
                              "--",
                              "\n",
                              "/*",
                              "*/",
                              "(",
                              ")",
                              "E",
                              "CREATE FUNCTION",
                              " BEGIN ",
                              " END ",
                              "é")));
          var parts = split(text);
          var from = 0;
          for (var part : parts) {
            from = text.indexOf(part, from);
            assertThat(from).isNotNegative();
            from += part.length();
            assertThat(part).isEqualTo(part.strip()).isNotEmpty();
          }
        });
  }

  @Test
  void theFirstWordIsFoundBehindComments() {
    assertThat(SqlText.firstWord(Bytes.utf8(" -- x\n/* y /* z */ */ begin; "))).isEqualTo("BEGIN");
    assertThat(SqlText.firstWord(Bytes.utf8("(SELECT 1)"))).isEmpty();
    assertThat(SqlText.firstWord(Bytes.utf8("/* only"))).isEmpty();
  }

  @Test
  void whatMayRunInATransactionOfOurs() {
    assertThat(SqlText.mayBeStretched(Bytes.utf8("UPDATE t SET a = 1"))).isTrue();
    assertThat(SqlText.mayBeStretched(Bytes.utf8("/**/ start transaction"))).isFalse();
    assertThat(SqlText.mayBeStretched(Bytes.utf8("call p()"))).isFalse();
  }

  @Test
  void whatEndsATransaction() {
    assertThat(SqlText.endsTransaction(Bytes.utf8("commit"))).isTrue();
    assertThat(SqlText.endsTransaction(Bytes.utf8("ROLLBACK WORK"))).isTrue();
    assertThat(SqlText.endsTransaction(Bytes.utf8("rollback to savepoint a"))).isFalse();
    assertThat(SqlText.endsTransaction(Bytes.utf8("SELECT 1"))).isFalse();
  }

  @Test
  void tagsAreReadInEveryDetailOrNotAtAll() {
    assertThat(TagComment.at(Bytes.utf8("/*deadheat:a/b.py:7*/SELECT")))
        .contains(new TagComment(new Step.Tag("a/b.py", 7), 21));
    assertThat(TagComment.at(Bytes.utf8("/*deadheat:C%3A/%C3%A9%25.py:70*/")))
        .map(TagComment::tag)
        .isEqualTo(Optional.of(new Step.Tag("C:/é%.py", 70)));
    for (var other :
        List.of(
            "SELECT 1",
            " /*deadheat:a:7*/",
            "/*deadheat:a*/",
            "/*deadheat:a:0*/",
            "/*deadheat:a:x*/",
            "/*deadheat::7*/",
            "/*deadheat:a%2:7*/",
            "/*deadheat:a%zz:7*/",
            "/*deadheat:a:7",
            "/*deadheat:a:99999999999*/")) {
      assertThat(TagComment.at(Bytes.utf8(other))).as(other).isEmpty();
    }
  }

  private static List<String> split(String text) {
    return SqlText.split(Bytes.utf8(text), false).stream().map(Bytes::utf8).toList();
  }
}
