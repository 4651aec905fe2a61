package dev.deadheat.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What `docs/contract.md` says is tested, is: every test that it names is there.
final class ContractTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern NAMED =
      Pattern.compile("`(\\w+Test|\\w+\\.py)#(\\w+)`|\\((decisions/[^)]*)\\)|`(tools/[^`]*)`");

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    Map<String, List<Path>> files = testFiles();
    Matcher named = NAMED.matcher(Files.readString(TOP.resolve("docs/contract.md")));
    List<String> missing = new ArrayList<>();
    int count = 0;
    while (named.find()) {
      count++;
      if (!isThere(named, files)) {
        missing.add(named.group());
      }
    }
    assertThat(missing).as("named in docs/contract.md and not there").isEmpty();
    assertThat(count).isGreaterThan(50);
  }

  @Test
  void everyLineNamesATest() throws IOException {
    assertThat(Files.readAllLines(TOP.resolve("docs/contract.md")))
        .filteredOn(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .filteredOn(line -> !line.startsWith("| what must be true"))
        .allMatch(line -> line.matches(".*`(\\w+Test|\\w+\\.py)#\\w+`.*"));
  }

  private static boolean isThere(Matcher named, Map<String, List<Path>> files) throws IOException {
    if (named.group(3) != null) {
      return Files.exists(TOP.resolve("docs").resolve(named.group(3)));
    }
    if (named.group(4) != null) {
      return Files.isExecutable(TOP.resolve(named.group(4)));
    }
    String method = named.group(2);
    for (Path file : files.getOrDefault(named.group(1), List.of())) {
      String text = Files.readString(file);
      if (text.contains("void " + method + "(") || text.contains("def " + method + "(")) {
        return true;
      }
    }
    return false;
  }

  /// Test classes and Python test files by name; a name may stand in several packages.
  private static Map<String, List<Path>> testFiles() throws IOException {
    Map<String, List<Path>> files = new HashMap<>();
    List<Path> folders = new ArrayList<>(List.of(TOP.resolve("agent/tests")));
    try (Stream<Path> modules = Files.list(TOP)) {
      modules.map(module -> module.resolve("src/test/java")).forEach(folders::add);
    }
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          all.filter(file -> file.toString().matches(".*(Test\\.java|\\.py)"))
              .forEach(file ->
                  files
                      .computeIfAbsent(
                          String.valueOf(file.getFileName()).replace(".java", ""),
                          _ -> new ArrayList<>())
                      .add(file));
        }
      }
    }
    return files;
  }
}
