package dev.deadheat.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What only the text shows: layout, size, and words that no source file may contain.
final class SourcesTest {
  /// Surefire runs in the module's folder; the checkout is the folder above.
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  /// Files aim under 150 lines, and past 400 they want splitting; here nobody can argue any more.
  private static final int LARGEST_FILE_LINES = 600;

  /// Written in two halves, so that this file does not find itself.
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern SLEEP =
      Pattern.compile("\\b(Thread|TimeUnit\\.\\w+)\\.sle" + "ep\\(");
  private static final Pattern IGNORED = Pattern.compile("@(Disab" + "led|Ign" + "ore)\\b");

  @Test
  void everyModuleOfThePomIsInTheHouseInItsOrder() throws IOException {
    String pom = Files.readString(CHECKOUT.resolve("pom.xml"));
    // Profiles name more, such as the benchmarks, that are no part of what is shipped.
    var declared =
        Pattern.compile("<module>(.*?)</module>")
            .matcher(pom.substring(0, pom.indexOf("</modules>")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(Module.HOUSE).extracting(Module::name).isEqualTo(declared);
  }

  @Test
  void aModuleHoldsOnlyItsOwnPackages() throws IOException {
    assertThat(
            files((module, file) ->
                !file.toString().replace('\\', '/').contains("/java/dev/deadheat/" + module + "/")))
        .as("files outside the package of their module")
        .isEmpty();
  }

  @Test
  void noFileIsTooLongToReadInOneGo() throws IOException {
    assertThat(filesWhere(text -> text.lines().count() > LARGEST_FILE_LINES))
        .as("files of more than %d lines: split them by what they are for", LARGEST_FILE_LINES)
        .isEmpty();
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    assertThat(filesWhere(text -> UNFINISHED.matcher(text).find())).isEmpty();
  }

  @Test
  void testsNeitherSleepNorRest() throws IOException {
    assertThat(filesWhere(text -> SLEEP.matcher(text).find() || IGNORED.matcher(text).find()))
        .isEmpty();
  }

  private static List<Path> filesWhere(Predicate<String> text) throws IOException {
    var found = new ArrayList<Path>();
    for (Path file : files((module, path) -> true)) {
      if (text.test(Files.readString(CHECKOUT.resolve(file)))) {
        found.add(file);
      }
    }
    return found;
  }

  private static List<Path> files(Choice choice) throws IOException {
    var found = new ArrayList<Path>();
    for (Module module : Module.HOUSE) {
      try (Stream<Path> tree = Files.walk(CHECKOUT.resolve(module.name()).resolve("src"))) {
        tree.filter(file -> file.toString().endsWith(".java"))
            .filter(file -> choice.takes(module.name(), file))
            .map(CHECKOUT::relativize)
            .sorted()
            .forEach(found::add);
      }
    }
    return found;
  }

  private interface Choice {
    boolean takes(String module, Path file);
  }
}
