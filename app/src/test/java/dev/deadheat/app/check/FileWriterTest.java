package dev.deadheat.app.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.app.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWriterTest {
  @TempDir Path folder = Path.of("");

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName() + "").sorted().toList();
    }
  }

  @Test
  void changesAllFilesOrNone() throws IOException {
    Path first = Files.writeString(folder.resolve("first.py"), "one\n");
    Path second = Files.writeString(folder.resolve("second.py"), "changed meanwhile\n");
    Path fresh = folder.resolve("third.py");
    Map<Path, byte[]> before = Map.of(first, bytes("one\n"), second, bytes("two\n"));
    Map<Path, byte[]> after = new LinkedHashMap<>();
    after.put(first, bytes("other\n"));
    after.put(fresh, bytes("new\n"));
    after.put(second, bytes("other\n"));

    assertThatThrownBy(
            () -> FileWriter.replace(after, file -> before.getOrDefault(file, new byte[0])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("second.py changed since it was read");

    assertThat(first).hasContent("one");
    assertThat(names()).containsExactly("first.py", "second.py");

    after.remove(second);
    FileWriter.replace(after, file -> before.getOrDefault(file, new byte[0]));
    assertThat(first).hasContent("other");
    assertThat(fresh).hasContent("new");
    assertThat(names()).containsExactly("first.py", "second.py", "third.py");
  }

  @Test
  void saysWhichFileCannotBeWrittenAndWhy() throws IOException {
    // A file where the folder should be: nothing can be written there, whoever we are.
    Files.writeString(folder.resolve("file"), "");
    Path below = folder.resolve("file/below.py");
    assertThatThrownBy(() -> FileWriter.replace(below, new byte[0], bytes("x\n")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + below + ": ");
    assertThatThrownBy(() -> Output.write(Path.of("/dev/full"), "x\n"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write /dev/full: No space left on device\n"
                + "  Free some space there, or write to another place, and run again.");
  }
}
