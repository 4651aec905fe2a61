package dev.deadheat.prove.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.scenario.Problem;
import dev.deadheat.prove.spec.Spec.Entry;
import dev.deadheat.prove.spec.Spec.Marker;
import dev.deadheat.prove.spec.Spec.Permutation;
import dev.deadheat.prove.spec.Spec.Session;
import dev.deadheat.prove.spec.Spec.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The syntax of specs, and what is said of mistakes.
final class SpecReaderTest {
  @Test
  void everyPartIsRead() {
    Spec spec =
        Specs.parse(
            """
            # setup { no }
            setup { CREATE TABLE t (); }  setup
            {
              VACUUM t;
            }
            teardown { DROP TABLE t; }
            session "s ""1"
            setup { BEGIN; }
            step a  \t{  SELECT 1 -- # no comment
             }
            step "step" {}
            teardown { ROLLBACK; }
            session s2 step b$1 { SELECT '*' }
            permutation a b$1 ( a , "step" notices 12,*) "step"
            permutation b$1 a a
            """);
    Step a = new Step("a", "SELECT 1 -- # no comment\n", 0);
    Step keyword = new Step("step", "", 0);
    Step b = new Step("b$1", "SELECT '*'", 1);
    assertThat(spec)
        .isEqualTo(
            new Spec(
                "test",
                List.of("CREATE TABLE t ();", "\n  VACUUM t;\n"),
                Optional.of("DROP TABLE t;"),
                List.of(
                    new Session(
                        "s \"1",
                        Optional.of("BEGIN;"),
                        List.of(a, keyword),
                        Optional.of("ROLLBACK;")),
                    new Session("s2", Optional.empty(), List.of(b), Optional.empty())),
                List.of(
                    new Permutation(
                        List.of(
                            new Entry(a, List.of()),
                            new Entry(
                                b,
                                List.of(
                                    new Marker.AfterStep(a),
                                    new Marker.AfterNotices(keyword, 12),
                                    new Marker.Once())),
                            new Entry(keyword, List.of()))),
                    new Permutation(
                        List.of(
                            new Entry(b, List.of()),
                            new Entry(a, List.of()),
                            new Entry(a, List.of())))),
                List.of()));
  }

  @Test
  void withoutPermutationsEveryOrderIsMeant() {
    Spec spec =
        Specs.parse(
            "session x step a {} step b {} session y step c {} step d {} session z step e {}");
    List<String> orders =
        spec.orders().stream()
            .map(order ->
                order.entries().stream()
                    .map(entry -> entry.step().name())
                    .reduce("", String::concat))
            .toList();
    assertThat(orders)
        .as("5! / (2! 2!) orders, those that begin with an earlier session first")
        .hasSize(30)
        .doesNotHaveDuplicates()
        .startsWith("abcde", "abced", "abecd", "acbde")
        .endsWith("ecdab")
        .allMatch(order -> order.matches(".*a.*b.*") && order.matches(".*c.*d.*"));
    assertThat(spec.unused()).isEmpty();
  }

  @Test
  void stepsThatNoPermutationUsesAreNamed() {
    assertThat(Specs.parse("session x step c {} step b {} step a {} permutation b").unused())
        .containsExactly("a", "c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permutation a | 1:1: expected a session, found \"permutation\"; a spec is: setup blocks, a"
            + " teardown block, sessions, permutations, in this order",
        "setup x | 1:7: expected the SQL of setup in { }, found the name \"x\"",
        "session s | 1:10: expected a step of session \"s\", found the end of the file; a session"
            + " is: a setup block, steps, a teardown block, in this order",
        "session step | 1:9: expected the session's name, found \"step\"; a keyword used as a name"
            + " wants double quotes",
        "session s step a { SELECT 1 | 1:18: this { has no }; close the block of SQL",
        "session s step a {} } | 1:21: a } without its {; a block of SQL cannot hold a }",
        "session \"s | 1:9: this quoted name has no closing quote on its line",
        "session s step a {} permutation a (b | 1:36: no session has a step \"b\"; there are: a",
        "session s step a {} permutation a (a notices x | 1:46: expected how many notices, found"
            + " the name \"x\"",
        "session s step a {} permutation a (* a) | 1:38: expected \",\" or \")\" after a marker,"
            + " found the name \"a\"",
        "session s step a {} setup {} | 1:21: expected a step, the session's teardown, a session or"
            + " a permutation, found \"setup\"",
        "session s step a {}; | 1:20: unexpected \";\"; SQL belongs between { and }, a comment"
            + " begins with #",
        "session s step a {} permutation a session t | 1:35: expected a step's name or a"
            + " permutation, found \"session\"; sessions come before all permutations",
      })
  void aMistakeIsPointedAt(String text, String message) {
    // The end of the file must not hide what comes first.
    String closed = text.endsWith("(b") ? text + ")" : text;
    assertThat(problems(closed)).containsExactly("test.spec:" + message);
  }

  @Test
  void allNamesThatAreWrongAreListed() {
    assertThat(
            problems(
                """
                session s
                step a {}
                session t
                step a {}
                step b {}
                step c {}
                permutation a c(b) b(b) x
                """))
        .containsExactly(
            "test.spec:4:6: a second step \"a\"; steps need names of their own, in other sessions"
                + " too",
            "test.spec:7:17: step \"c\" cannot wait for \"b\" of its own session",
            "test.spec:7:22: step \"b\" cannot wait for \"b\" of its own session",
            "test.spec:7:25: no session has a step \"x\"; there are: a, b, c");
  }

  @Test
  void aMarkerWantsAStepOfItsPermutation() {
    assertThat(problems("session s step a {}\nsession t step b {}\npermutation a(b)"))
        .containsExactly(
            "test.spec:3:15: step \"a\" is to wait for \"b\", which this permutation does not run");
  }

  private static List<String> problems(String text) {
    return switch (SpecReader.parse(Path.of("test.spec"), text)) {
      case SpecReading.Good(var spec) -> throw new AssertionError(spec.toString());
      case SpecReading.Bad(var problems) -> problems.stream().map(Problem::toString).toList();
    };
  }
}
