package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.check.CheckCommand;
import dev.deadheat.report.terminal.TerminalLook;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `prove --fix`: the cures of a race are tried and proved, the one that makes nobody wait is
/// recommended, and `--write` writes it, after which there is nothing left to cure.
class LoopTest {
  private static final String SCENARIO = "racy view, other column by UPDATE";

  @TempDir private Path temporary = Path.of("");

  @Test
  void curesTheSeedProvesTheCureAndWritesIt() throws Exception {
    Example seed = Example.of("seed").copiedTo(temporary.resolve("project"));
    Path view = seed.folder().resolve("myapp/views/noncompliant.py");
    String before = Files.readString(view);

    String shown = prove(seed, Exit.FOUND, "--fix");

    assertThat(shown)
        .containsSubsequence(
            "LOST UPDATE",
            "Found by check",
            "myapp/views/noncompliant.py:7 DH102 stale-overwrite in my_view",
            "OK 1. Write only what changed",
            "proved, all",
            "nobody waits",
            "OK 2. Lock the row",
            "proved, all",
            "1 statement waits",
            "Take cure 1: of 2 that hold: nobody waits",
            "-    obj.save()",
            "+    obj.save(update_fields=['field'])",
            "proved: all",
            "no deadlock",
            "faults",
            "tests pass");
    assertThat(Files.readString(view)).isEqualTo(before);
    assertThat(seed.folder().resolve(".deadheat")).isDirectoryContaining("glob:**-cured-light.svg");

    assertThat(Files.readString(seed.folder().resolve(".deadheat/report.html")))
        .containsSubsequence("The cure", "The same order now", "The patch", "proved: all");
    assertThat(check(seed))
        .containsSubsequence(
            "noncompliant.py:5", "proof: reproduced by", "others.py:16", "proof: no request");

    Path replay = seed.folder().resolve(".deadheat/racy-view-other-column-by-update.json");
    prove(seed, Exit.FOUND, "--fix", "--write", "--replay", replay.toString());
    assertThat(Files.readString(view)).contains("obj.save(update_fields=['field'])");
    assertThat(prove(seed, Exit.CLEAN, "--fix")).contains("CLEAN").doesNotContain("Cures tried");
  }

  /// The finding is joined by where the task was handed over: no statement stands there.
  @Test
  void curesADispatchBeforeCommit() throws Exception {
    Example shop = Example.of("shop").copiedTo(temporary.resolve("shop"));
    assertThat(prove(shop, "an order and its confirmation", Exit.FOUND, "--fix"))
        .containsSubsequence(
            "DISPATCH BEFORE COMMIT",
            "from store/views/orders.py:17",
            "store/views/orders.py:17 DH401 dispatch-before-commit in racy",
            "OK 1. Start it after the commit",
            "Take cure 1",
            "transaction.on_commit(",
            "proved: the only order",
            "the project's 10 tests pass");
  }

  private static String check(Example project) throws Exception {
    var out = new ByteArrayOutputStream();
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new TerminalLook(80, false, false),
            false,
            System.getenv(),
            project.folder());
    new CheckCommand().run(List.of("--proofs", ".deadheat/proofs.json"), console);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String prove(Example project, Exit expected, String... options) throws Exception {
    return prove(project, SCENARIO, expected, options);
  }

  private static String prove(Example project, String only, Exit expected, String... options)
      throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new TerminalLook(80, false, false),
            false,
            System.getenv(),
            project.folder());
    var args =
        new java.util.ArrayList<>(
            List.of("--quiet", "--only", only, "--python", project.python().executable() + ""));
    args.addAll(List.of(options));
    Exit exit = new ProveCommand().run(args, console);
    assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
    return out.toString(StandardCharsets.UTF_8);
  }
}
