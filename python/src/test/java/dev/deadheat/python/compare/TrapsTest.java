package dev.deadheat.python.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.python.ParsedFile;
import dev.deadheat.python.Parser;
import dev.deadheat.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The places where parsers of Python go wrong: each a file of `traps`, and what Python 3.14 makes
/// of it in `traps.txt` (written by `compare/dump.py`).
class TrapsTest {
  private static final Path RESOURCES = Path.of("src/test/resources");

  record Trap(String name, List<String> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Trap> traps() throws IOException {
    List<Trap> traps = new ArrayList<>();
    for (String line : Files.readAllLines(RESOURCES.resolve("traps.txt"))) {
      if (line.startsWith("= ")) {
        traps.add(new Trap(line.substring(2), new ArrayList<>()));
      } else {
        traps.getLast().expected().add(line);
      }
    }
    return traps;
  }

  @ParameterizedTest
  @MethodSource("traps")
  void isReadAsPythonReadsIt(Trap trap) throws Exception {
    Path path = RESOURCES.resolve("traps").resolve(trap.name());
    ParsedFile file = Parser.parse(SourceFile.of(trap.name(), Files.readAllBytes(path)));
    if (trap.expected().getFirst().startsWith("reject ")) {
      assertThat(file.problems()).isNotEmpty();
    } else {
      assertThat(file.problems()).isEmpty();
      assertThat(TreeText.of(file)).isEqualTo(trap.expected());
    }
  }

  static Stream<String> refused() throws IOException {
    return Arrays.stream(
        Files.readString(RESOURCES.resolve("refused.txt"), UTF_8).split("---\n", -1));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatPythonRefusesHasAProblem(String text) {
    ParsedFile file = Parser.parse(SourceFile.ofText("refused.py", text));
    assertThat(file.problems()).isNotEmpty();
    assertThat(file.problems())
        .allSatisfy(problem ->
            assertThat(problem.span().end()).isLessThanOrEqualTo(text.getBytes(UTF_8).length));
  }
}
