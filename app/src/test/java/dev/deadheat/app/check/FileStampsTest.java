package dev.deadheat.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampsTest {
  private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
  private static final byte[] NOTHING = new byte[0];

  @TempDir Path folder = Path.of("");

  /// Long after all that a test does.
  private static long later() {
    return System.currentTimeMillis() + 3_600_000;
  }

  private byte[] stampsOf(String digest, long startMillis) {
    var stamps = new FileStamps(NOTHING, folder, startMillis);
    assertThat(stamps.digest("a.py")).isEmpty();
    return stamps.after(Map.of("a.py", digest)).orElse(NOTHING);
  }

  @Test
  void knowsAFileThatIsAsItWas() throws IOException {
    Files.writeString(folder.resolve("a.py"), "x = 1\n");
    byte[] kept = stampsOf("one", later());

    var again = new FileStamps(kept, folder, later());
    assertThat(again.digest("a.py")).hasValue("one");
    assertThat(again.digest("b.py")).isEmpty();
    assertThat(again.after(Map.of("a.py", "one"))).isEmpty();
  }

  @Test
  void isNotFooledByAFileOfTheSameSizeAndTime() throws IOException {
    Path file = folder.resolve("a.py");
    Files.writeString(file, "x = 1\n");
    Files.setLastModifiedTime(file, OLD);
    byte[] kept = stampsOf("one", later());

    Path other = folder.resolve("other.py");
    Files.writeString(other, "x = 2\n");
    Files.setLastModifiedTime(other, OLD);
    Files.delete(file);
    Files.move(other, file);

    assertThat(new FileStamps(kept, folder, later()).digest("a.py")).isEmpty();
  }

  @Test
  void doesNotRememberAFileThatMayChangeWithinTheSameTick() throws IOException {
    Path file = folder.resolve("a.py");
    Files.writeString(file, "x = 1\n");
    Files.setLastModifiedTime(file, OLD);

    byte[] kept = stampsOf("one", System.currentTimeMillis());

    assertThat(new FileStamps(kept, folder, later()).digest("a.py")).isEmpty();
  }

  @Test
  void makesNothingOfOtherBytes() throws IOException {
    Files.writeString(folder.resolve("a.py"), "x = 1\n");
    byte[] kept = stampsOf("one", later());
    for (int length = 0; length < kept.length; length++) {
      byte[] part = java.util.Arrays.copyOf(kept, length);
      assertThat(new FileStamps(part, folder, later()).digest("a.py")).isEmpty();
    }
  }
}
