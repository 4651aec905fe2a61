package dev.deadheat.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;

/// Standard output that remembers why something could not be written, which a `PrintStream` does
/// not.
final class StandardOutput extends FileOutputStream {
  private volatile Optional<String> trouble = Optional.empty();

  StandardOutput() {
    super(FileDescriptor.out);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      super.write(bytes, from, length);
    } catch (IOException e) {
      trouble = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /// Why something is missing in what was written; empty if nothing is, or if the reader had seen
  /// enough (`deadheat ... | head`).
  Optional<String> trouble() {
    return trouble.filter(why -> !why.contains("pipe"));
  }
}
