package dev.deadheat.prove.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.scenario.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Specs of ours, against the outputs that PostgreSQL 15.18's isolationtester gives for them.
final class SpecTheatreTest {
  private static final Path SPECS = Path.of("src/test/resources/specs");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static Stream<Path> specs() throws IOException {
    try (Stream<Path> files = Files.list(SPECS)) {
      return files.filter(file -> file.toString().endsWith(".spec")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aSpecPlaysAsPostgresqlsOwnToolPlaysIt(Path file) throws Exception {
    Spec spec = ((SpecReading.Good) SpecReader.read(file)).spec();
    String output = play(spec, PATIENCE);
    Expected expected = Expected.of(spec.name(), SPECS);
    assertThat(expected.files()).hasSize(1);
    assertThat(expected.differs(output)).as(output).isEmpty();
  }

  @Test
  void aStepThatHangsIsCancelledAndTheSpecGoesOn() throws Exception {
    Spec spec =
        Specs.parse(
            """
            session s
            step lock { SELECT pg_advisory_lock(1); }
            step free { SELECT pg_advisory_unlock(1); }
            session t
            step wait { SELECT pg_advisory_lock(1); }
            step next { SELECT 'next' AS said; }
            permutation lock wait next free
            """);
    assertThat(play(spec, Duration.ofMillis(300)))
        .contains(
            """
            isolationtester: canceling step wait after 0 seconds
            step wait: <... completed>
            ERROR:  canceling statement due to user request
            step next: SELECT 'next' AS said;
            """);
  }

  @Test
  void aSetUpThatFailsStopsTheSpecInTheServersWords() throws Exception {
    Spec spec = Specs.parse("session s setup { SELECT 1/0 } step a {}");
    assertThatThrownBy(() -> play(spec, PATIENCE))
        .isInstanceOf(SpecException.class)
        .hasMessage("setup of session s failed: ERROR:  division by zero");
  }

  @Test
  void theDatabaseIsMadeAnewAfterASpecThatCouldNotBeEnded() throws Exception {
    Spec broken = Specs.parse("setup { CREATE TABLE t () } session s setup { x } step a {}");
    Spec whole =
        Specs.parse("setup { CREATE TABLE t () } teardown { DROP TABLE t } session s step a {}");
    try (SpecTheatre theatre = SpecTheatre.on(TestServer.server(), PATIENCE)) {
      assertThatThrownBy(() -> Specs.play(broken, theatre, Isolation.READ_COMMITTED))
          .isInstanceOf(SpecException.class);
      assertThat(Specs.play(whole, theatre, Isolation.READ_COMMITTED)).endsWith("step a: \n");
    }
  }

  @Test
  void anExpectedOutputOrOneOfItsAlternativesIsFollowed() throws Exception {
    Path folder = Files.createTempDirectory("deadheat-expected-");
    try {
      Files.writeString(folder.resolve("x.out"), "one\ntwo\nthree\n");
      Files.writeString(folder.resolve("x_1.out"), "one  \nother\n");
      Expected expected = Expected.of("x", folder);
      assertThat(expected.differs("one\nother\n")).isEmpty();
      assertThat(expected.differs("one\ntwo\nthree\nmore\n"))
          .map(Object::toString)
          .hasValue("x.out:4: expected the end, got \"more\"");
      assertThat(expected.differs("one\n"))
          .map(Object::toString)
          .hasValue("x.out:2: expected \"two\", got the end");
      assertThat(Expected.of("y", folder).files()).isEmpty();
    } finally {
      for (String name : new String[] {"x.out", "x_1.out", ""}) {
        Files.delete(folder.resolve(name));
      }
    }
  }

  private static String play(Spec spec, Duration patience)
      throws SpecException, InterruptedException {
    StringBuilder output = new StringBuilder();
    try (SpecTheatre theatre = SpecTheatre.on(TestServer.server(), patience)) {
      theatre.play(spec, Optional.empty(), text -> output.append(text).append('\n'));
    }
    return output.toString();
  }
}
