package dev.deadheat.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LauncherTest {
  private static final String SOURCE = "wire/src/main/java/Wire.java";

  @TempDir private Path folder;
  private Checkout checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Checkout.below(folder);
  }

  @AfterEach
  void waitForWhoeverIsStillLearning() throws Exception {
    checkout.trainings();
  }

  @Test
  void buildsOnFirstUseAndHandsTheArgumentsOn() throws Exception {
    var ended = checkout.run("prove", "a b", "*");

    assertThat(ended.output())
        .startsWith("deadheat: first use: building")
        .endsWith("argument: prove\nargument: a b\nargument: *\n");
    assertThat(ended.exit()).isZero();
    assertThat(checkout.builds()).isEqualTo(1);
    assertThat(checkout.leftInTarget()).containsExactly("deadheat");
  }

  @Test
  void startsWhatIsBuiltWithoutAWord() throws Exception {
    checkout.run("demo");
    assertThat(checkout.run("demo").output()).isEqualTo("argument: demo\n");
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceChangesWhateverItsTimeSays() throws Exception {
    checkout.run();
    checkout.write(SOURCE, "class Wire { }\n");
    Files.setLastModifiedTime(checkout.folder().resolve(SOURCE), FileTime.from(Instant.EPOCH));

    assertThat(checkout.run().output()).startsWith("deadheat: sources changed, building");
    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void buildsAgainWhenASourceIsNewOrGone() throws Exception {
    checkout.run();
    checkout.write("wire/src/main/java/More.java", "class More {}\n");
    checkout.run();
    assertThat(checkout.builds()).isEqualTo(2);
    checkout.delete(SOURCE);
    checkout.run();
    assertThat(checkout.builds()).isEqualTo(3);
  }

  @Test
  void findsTheEarlierBuildWhenTheSourcesAreBackAsTheyWere() throws Exception {
    checkout.run();
    checkout.write(SOURCE, "class Wire { }\n");
    checkout.run();
    checkout.write(SOURCE, "class Wire {}\n");
    checkout.run();
    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void doesNotBuildForATestOrACompiledPythonFile() throws Exception {
    checkout.run();
    checkout.write("wire/src/test/java/WireTest.java", "class WireTest {}\n");
    checkout.write("agent/deadheat_agent/__pycache__/boot.pyc", "bytes");
    checkout.run();
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void showsWhyABuildFailedAndTriesAgainNextTime() throws Exception {
    checkout.write("broken", "");
    var failed = checkout.run("demo");
    assertThat(failed.exit()).isEqualTo(2);
    assertThat(failed.output())
        .contains("[ERROR] Fields.java:[3,7] not a statement")
        .contains("the build failed; all of its output is in " + checkout.folder());
    assertThat(checkout.leftInTarget()).isEmpty();

    checkout.delete("broken");
    assertThat(checkout.run("demo").exit()).isZero();
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    checkout.write("slow", "");
    Process first = checkout.start("one");
    Process second = checkout.start("two");
    try (var lines = second.inputReader()) {
      // One of the two builds and the other says that it waits; whichever it is, both are under
      // way.
      assertThat(lines.readLine()).contains("building");
      checkout.delete("slow");
      assertThat(lines.lines().toList()).contains("argument: two");
    }
    assertThat(Checkout.Ended.of(first).output()).endsWith("argument: one\n");
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void aStoppedBuildLeavesNothing() throws Exception {
    checkout.write("slow", "");
    Process stopped = checkout.start();
    try (var lines = stopped.inputReader()) {
      assertThat(lines.readLine()).contains("building");
      // Not the process's own destroy(), which closes the stream that is read next.
      stopped.toHandle().destroy();
      assertThat(lines.lines().toList()).contains("deadheat: stopped; the next start builds again");
    }
    assertThat(stopped.waitFor()).isEqualTo(143);
    assertThat(checkout.leftInTarget()).isEmpty();

    checkout.delete("slow");
    assertThat(checkout.run().exit()).isZero();
  }

  @Test
  void aLockOfSomebodyWhoIsGoneHoldsNobodyUp() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    checkout.write("target/building.lock/pid", gone.pid() + "\n");
    assertThat(checkout.run().exit()).isZero();
    assertThat(checkout.leftInTarget()).containsExactly("deadheat");
  }

  @Test
  void letsTheJvmLearnItsClassesOnceForEachBuildAndJdk() throws Exception {
    checkout.run("demo");
    assertThat(checkout.trainings()).isEqualTo(1);
    assertThat(checkout.learned()).containsExactly("classes.aot");
    checkout.run("demo");
    assertThat(checkout.trainings()).isEqualTo(1);

    checkout.write("jdk/release", "JAVA_VERSION=\"25.0.2\"\n");
    assertThat(checkout.run("demo").output()).isEqualTo("argument: demo\n");
    assertThat(checkout.trainings()).isEqualTo(2);
    assertThat(checkout.learned()).containsExactly("classes.aot", "classes.aot");
  }

  @Test
  void goesWithoutWhereTheJvmCannotLearnAndDoesNotTryEachTime() throws Exception {
    checkout.write("untrainable", "");
    checkout.run("demo");
    assertThat(checkout.trainings()).isEqualTo(1);

    assertThat(checkout.run("demo").output()).isEqualTo("argument: demo\n");
    assertThat(checkout.trainings()).isEqualTo(1);
    assertThat(checkout.learned()).containsExactly("classes.aot.training");

    checkout.delete("untrainable");
    checkout.ageTrainings();
    checkout.run("demo");
    assertThat(checkout.trainings()).isEqualTo(2);
    assertThat(checkout.learned()).containsExactly("classes.aot");
  }

  @Test
  void learnsAgainWhatSomebodyDeleted() throws Exception {
    checkout.run("demo");
    assertThat(checkout.trainings()).isEqualTo(1);
    checkout.deleteLearned();

    Process first = checkout.start("one");
    Process second = checkout.start("two");
    assertThat(Checkout.Ended.of(first).output()).isEqualTo("argument: one\n");
    assertThat(Checkout.Ended.of(second).output()).isEqualTo("argument: two\n");

    assertThat(checkout.trainings()).isBetween(2L, 3L);
    assertThat(checkout.learned()).containsExactly("classes.aot");
  }

  @Test
  void startsThroughLinks() throws Exception {
    checkout.run();
    Path absolute =
        Files.createSymbolicLink(folder.resolve("dh"), checkout.folder().resolve("deadheat"));
    Path relative = Files.createSymbolicLink(folder.resolve("d"), Path.of("dh"));
    for (Path link : List.of(absolute, relative)) {
      assertThat(Checkout.Ended.of(checkout.start(link, "demo")).output())
          .isEqualTo("argument: demo\n");
    }
  }

  @Test
  void saysWhatToInstallWhenNoJdkIsNewEnough() throws Exception {
    String environment = Files.readString(checkout.folder().resolve("tools/environment.sh"));
    assertThat(environment).contains("wanted_jdk=25");
    checkout.write("tools/environment.sh", environment.replace("wanted_jdk=25", "wanted_jdk=9999"));
    var ended = checkout.run("demo");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.output())
        .startsWith("deadheat: no JDK 9999 or newer found")
        .contains("found, but too old: 25 in " + checkout.folder().resolve("jdk"))
        .contains("apt-get install")
        .contains("set JAVA_HOME");
  }
}
