package dev.deadheat.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.report.terminal.TerminalLook;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path project;

  private record Said(Exit exit, String text) {}

  @BeforeEach
  void aPythonThatTellsWhatItIs() throws Exception {
    Path python = project.resolve(".venv/bin/python");
    Files.createDirectories(python.getParent());
    Files.writeString(
        python,
        """
        #!/bin/sh
        echo 3.12.1
        echo 5.2
        """);
    assertThat(python.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void says_what_is_there() throws Exception {
    Said said = doctor("--quick");
    assertThat(said.exit()).isEqualTo(Exit.CLEAN);
    assertThat(said.text())
        .contains("✓ Java", "✓ Python       3.12.1", "✓ Django       5.2")
        .contains("△ scenarios    there is no", "✓ PostgreSQL   15", "Ready");
    assertThat(said.text().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void says_all_that_is_missing() throws Exception {
    Files.delete(project.resolve(".venv/bin/python"));
    Files.writeString(project.resolve("deadheat.toml"), "[[scenario]]\nnam = 'x'\n");
    Said said =
        doctor(
            "--quick", "--output-format", "json", "--database-url", "postgresql://a:b@[::1]:1/d");
    assertThat(said.exit()).isEqualTo(Exit.ERROR);
    JsonObject read = JsonParser.parseString(said.text()).getAsJsonObject();
    assertThat(read.get("ready").getAsBoolean()).isFalse();
    assertThat(read.getAsJsonArray("checks"))
        .extracting(JsonObject.class::cast)
        .filteredOn(check -> check.get("state").getAsString().equals("missing"))
        .extracting(check -> check.get("name").getAsString())
        .containsExactly("scenarios", "PostgreSQL");
    assertThat(said.text()).contains("did you mean", "::1").doesNotContain("a:b");
  }

  private Said doctor(String... options) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            stream, stream, new TerminalLook(80, false, true), false, System.getenv(), project);
    List<String> arguments = new java.util.ArrayList<>(Arrays.asList(options));
    arguments.add("--quiet");
    Exit exit = new DoctorCommand().run(arguments, console);
    return new Said(exit, out.toString(StandardCharsets.UTF_8));
  }
}
