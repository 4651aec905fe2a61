package dev.deadheat.prove.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PythonsTest {
  @TempDir Path folder;
  private Path project;
  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void emptyMachine() throws IOException {
    project = Files.createDirectory(folder.resolve("project"));
    environment.put("PATH", folder.resolve("bin").toString());
  }

  @Test
  void theOneAskedForGoesFirstThenTheNearest() throws Exception {
    Path onPath = interpreter("bin/python3", "3.12.1", "5.2");
    assertThat(found(Optional.empty())).isEqualTo(onPath);
    Path venv = interpreter("project/venv/bin/python", "3.12.1", "5.2");
    assertThat(found(Optional.empty())).isEqualTo(venv);
    Path hidden = interpreter("project/.venv/bin/python", "3.12.1", "5.2");
    assertThat(found(Optional.empty())).isEqualTo(hidden);
    Path active = interpreter("active/bin/python", "3.12.1", "5.2");
    environment.put("VIRTUAL_ENV", folder.resolve("active").toString());
    assertThat(found(Optional.empty())).isEqualTo(active);
    Path asked = interpreter("asked/python", "3.9.2", "3.2");
    assertThat(found(Optional.of(asked.toString()))).isEqualTo(asked);
    assertThat(found(Optional.of("python3"))).isEqualTo(onPath);
  }

  @Test
  void noPythonAtAllIsAnsweredWithHowToGetOne() {
    assertThatThrownBy(() -> found(Optional.empty()))
        .hasMessageContaining("No Python was found")
        .hasMessageContaining("nstall");
  }

  @Test
  void anAskedForPythonThatIsNotThereIsAnswered() {
    assertThatThrownBy(() -> found(Optional.of("/no/such/python")))
        .hasMessageContaining("/no/such/python")
        .hasMessageContaining("--python");
  }

  @Test
  void anOldPythonIsAnswered() throws IOException {
    interpreter("bin/python3", "3.6.15", "3.2");
    assertThatThrownBy(() -> found(Optional.empty())).hasMessageContaining("3.6.15");
  }

  @Test
  void aPythonWithoutDjangoIsAnsweredWithHowToMakeAnEnvironment() throws IOException {
    interpreter("bin/python3", "3.12.1", "");
    Files.writeString(project.resolve("requirements.txt"), "Django");
    assertThatThrownBy(() -> found(Optional.empty()))
        .isInstanceOfSatisfying(
            WorkerException.class, e -> assertThat(e.kind()).isEqualTo("missing_dependency"))
        .hasMessageContaining("-m venv .venv")
        .hasMessageContaining(".venv/bin/pip install -r requirements.txt");
  }

  @Test
  void whatIsNoPythonIsAnsweredInItsOwnWords() throws IOException {
    Path file = folder.resolve("bin/python3");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\necho 'not installed' >&2\nexit 127\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> found(Optional.empty())).hasMessageContaining("not installed");
  }

  @Test
  void aPythonWithoutVenvIsAnsweredWithTheCommandToInstallIt() throws IOException {
    interpreter("bin/python3", "3.12.1", "");
    Files.writeString(project.resolve("requirements.txt"), "Django");
    assertThatThrownBy(() ->
            ExampleEnvironment.ensure(
                project, folder.resolve("cache"), Optional.empty(), environment, _ -> {}))
        .isInstanceOfSatisfying(
            WorkerException.class, e -> assertThat(e.kind()).isEqualTo("no_venv"))
        .hasMessageContaining("nstall");
  }

  private Path found(Optional<String> asked) throws WorkerException {
    return Pythons.find(project, asked, environment).executable();
  }

  /// Something that answers as an interpreter does when asked for its version; it has no module.
  private Path interpreter(String path, String version, String django) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    List<String> lines =
        List.of(
            "#!/bin/sh",
            "case \"$2\" in *ensurepip*) exit 1;; esac",
            "echo " + version,
            "echo '" + django + "'");
    Files.write(file, lines);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
