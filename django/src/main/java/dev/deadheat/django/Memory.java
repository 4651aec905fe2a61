package dev.deadheat.django;

import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.Encoder;
import dev.deadheat.django.memory.StaleException;
import java.util.List;
import java.util.Optional;

/// What one run leaves for the next.
///
/// @param flows for [FlowMemory]
record Memory(FileMemory files, Decoder flows) {
  static final Memory NONE = new Memory(new FileMemory(), new Decoder(new byte[0]));

  /// What [#after] made; nothing if these are no such bytes.
  static Memory of(byte[] bytes) {
    try {
      var in = new Decoder(bytes);
      return new Memory(new FileMemory(in.block()), in.block());
    } catch (StaleException e) {
      return NONE;
    }
  }

  /// A file, as it was read before or newly read.
  ReadFile file(String path, Content content) {
    return content
        .digest()
        .flatMap(digest -> files.file(path, digest))
        .orElseGet(() -> read(path, content.bytes().get()));
  }

  private ReadFile read(String path, byte[] bytes) {
    // It may have changed since somebody told its digest.
    String digest = ReadFile.digest(bytes);
    return files.file(path, digest).orElseGet(() -> ReadFile.of(path, bytes, digest, false));
  }

  /// What this run leaves; empty if it is all the same.
  Optional<byte[]> after(List<ReadFile> now, Flows.Made made) {
    if (made.memory().isEmpty() && files.isOf(now)) {
      return Optional.empty();
    }
    var kept = new Encoder();
    files.write(now, kept);
    var out = new Encoder();
    out.block(kept.bytes());
    out.block(made.memory().orElseGet(flows::bytes));
    return Optional.of(out.bytes());
  }
}
