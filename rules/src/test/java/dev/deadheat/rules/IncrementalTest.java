package dev.deadheat.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.FlowPool;
import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.testkit.Choices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A run that takes over what an earlier one left finds what a run from nothing finds.
class IncrementalTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final byte[] NOTHING = new byte[0];

  @Test
  void findsAfterRandomEditsWhatARunFromNothingFinds() {
    Map<String, String> shop = project("shop");
    Map<String, String> bank = project("bank");
    Choices.sampled(
        12,
        choices -> {
          var edits = new Edits(choices, new TreeMap<>(choices.bool() ? shop : bank));
          List<byte[]> memories = new ArrayList<>(List.of(NOTHING));
          Map<ProjectOptions, FlowPool> pools = new HashMap<>();
          for (int i = 0; i < 6; i++) {
            byte[] memory = memories.get(memories.size() - 1 - choices.below(2) % memories.size());
            var warm = read(edits.files(), edits.options(), memory);
            var cold = read(edits.files(), edits.options(), NOTHING);
            assertThat(said(warm)).as(edits.done().toString()).isEqualTo(said(cold));
            FlowPool pool = pools.computeIfAbsent(edits.options(), _ -> new FlowPool());
            var looked = glance(edits.files(), edits.options(), memories.getFirst(), pool);
            assertThat(said(looked)).as(edits.done().toString()).isEqualTo(said(cold));
            memories.add(warm.memory().orElse(memory));
            edits.one();
          }
        });
  }

  @Test
  void analysesNothingAgainWhereNothingChanged() {
    Map<String, String> files = project("shop");
    byte[] memory = read(files, ProjectOptions.NONE, NOTHING).memory().orElseThrow();

    var again = read(files, ProjectOptions.NONE, memory);

    assertThat(again.analysed()).isZero();
    assertThat(again.memory()).isEmpty();
  }

  @Test
  void analysesOnlyWhatDependsOnTheFileThatChanged() {
    Map<String, String> files = project("shop");
    byte[] memory = read(files, ProjectOptions.NONE, NOTHING).memory().orElseThrow();
    String path = "store/views/vouchers.py";
    assertThat(files).containsKey(path);
    files.put(path, "# one line more\n" + files.get(path));

    var again = read(files, ProjectOptions.NONE, memory);

    long there =
        again.facts().flows().stream()
            .filter(flow -> flow.function().module().path().equals(path))
            .count();
    assertThat(again.analysed()).isEqualTo((int) there).isPositive();
    assertThat(again.facts().flows()).hasSizeGreaterThan((int) there);
    assertThat(said(again)).isEqualTo(said(read(files, ProjectOptions.NONE, NOTHING)));
  }

  @Test
  void analysesNothingAgainThatALookAtAnotherStateDid() {
    Map<String, String> files = project("shop");
    byte[] memory = read(files, ProjectOptions.NONE, NOTHING).memory().orElseThrow();
    var one = new TreeMap<>(files);
    one.compute("store/views/vouchers.py", (_, text) -> "# one line more\n" + text);
    var both = new TreeMap<>(one);
    both.compute("store/models.py", (_, text) -> "# one line more\n" + text);
    var pool = new FlowPool();

    assertThat(glance(one, ProjectOptions.NONE, memory, pool).analysed()).isPositive();
    assertThat(glance(both, ProjectOptions.NONE, memory, pool).analysed()).isPositive();

    var again = glance(one, ProjectOptions.NONE, memory, pool);
    assertThat(again.analysed()).isZero();
    assertThat(again.memory()).isEmpty();
    assertThat(said(again)).isEqualTo(said(read(one, ProjectOptions.NONE, NOTHING)));
  }

  @Test
  void startsAnewWhereTheProjectNamesOtherLocks() {
    Map<String, String> files = project("bank");
    byte[] memory = read(files, ProjectOptions.NONE, NOTHING).memory().orElseThrow();
    var options = new ProjectOptions(Set.of("hold"), Optional.empty());

    assertThat(read(files, options, memory).analysed()).isPositive();
  }

  @Test
  void makesNothingOfMemoriesThatEndEarly() {
    Map<String, String> files = project("shop");
    var cold = read(files, ProjectOptions.NONE, NOTHING);
    byte[] memory = cold.memory().orElseThrow();
    for (int length = 0; length < memory.length; length += 997) {
      byte[] part = java.util.Arrays.copyOf(memory, length);
      assertThat(said(read(files, ProjectOptions.NONE, part))).isEqualTo(said(cold));
    }
  }

  private static ProjectReader.Reading glance(
      Map<String, String> files, ProjectOptions options, byte[] memory, FlowPool pool) {
    return ProjectReader.glance(
        List.copyOf(files.keySet()),
        path -> files.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8),
        options,
        memory,
        pool);
  }

  private static ProjectReader.Reading read(
      Map<String, String> files, ProjectOptions options, byte[] memory) {
    return ProjectReader.read(
        List.copyOf(files.keySet()),
        path -> files.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8),
        options,
        memory);
  }

  private static List<String> said(ProjectReader.Reading reading) {
    var out = new ArrayList<String>();
    Rules.check(reading.facts()).forEach(finding -> out.add(finding.toString()));
    reading.facts().troubles().forEach(trouble -> out.add(trouble.toString()));
    reading.facts().flows().forEach(flow -> out.add(flow.toString()));
    return out;
  }

  private static Map<String, String> project(String name) {
    var out = new TreeMap<String, String>();
    Path root = EXAMPLES.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".py")).toList()) {
        out.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    // Locks that lapse in each way, some of them only because of what another file says.
    RulePagesTest.examples("DH303")
        .forEach(example -> {
          String folder = "locks" + out.size() + "/";
          example.files().forEach((path, text) -> out.put(folder + path, text));
        });
    return out;
  }
}
