package dev.deadheat.django;

import dev.deadheat.django.code.TreeReader;
import dev.deadheat.django.code.TreeWriter;
import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.Encoder;
import dev.deadheat.django.project.PythonModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files that an earlier run read. One whose bytes are the same is not read again.
///
/// Safe for use by many threads, each of which asks for other files.
final class FileMemory {
  private final Map<String, Kept> files = new HashMap<>();

  private record Kept(String digest, Decoder content) {}

  /// Of nothing.
  FileMemory() {}

  /// What an earlier run left.
  ///
  /// @param in stands where [#write] began
  /// @throws dev.deadheat.django.memory.StaleException if these are no such bytes
  FileMemory(Decoder in) {
    int count = in.number();
    for (int i = 0; i < count; i++) {
      files.put(in.text(), new Kept(in.text(), in.block()));
    }
  }

  /// Whether it has these files and no others.
  boolean isOf(List<ReadFile> now) {
    return now.size() == files.size()
        && now.stream()
            .allMatch(file -> {
              Kept kept = files.get(file.module().path());
              return kept != null && kept.digest().equals(file.digest());
            });
  }

  /// A file, if it was read before and is as it was.
  Optional<ReadFile> file(String path, String digest) {
    Kept kept = files.get(path);
    if (kept == null || !kept.digest().equals(digest)) {
      return Optional.empty();
    }
    Decoder in = kept.content().again();
    List<ProjectFacts.Note> notes =
        in.list(() -> new ProjectFacts.Note(path, in.number(), in.text()));
    List<ProjectFacts.Trouble> troubles =
        in.list(() -> new ProjectFacts.Trouble(path, in.number(), in.text()));
    return Optional.of(
        new ReadFile(
            PythonModule.of(path, false, TreeReader.body(in.block())),
            kept.digest(),
            notes,
            troubles));
  }

  /// Writes files for a later run.
  void write(List<ReadFile> now, Encoder out) {
    List<byte[]> blocks = now.parallelStream().map(this::content).toList();
    out.number(now.size());
    for (int i = 0; i < now.size(); i++) {
      out.text(now.get(i).module().path());
      out.text(now.get(i).digest());
      out.block(blocks.get(i));
    }
  }

  private byte[] content(ReadFile file) {
    Kept kept = files.get(file.module().path());
    if (kept != null && kept.digest().equals(file.digest())) {
      return kept.content().bytes();
    }
    var out = new Encoder();
    out.all(
        file.notes(),
        note -> {
          out.number(note.line());
          out.text(note.text());
        });
    out.all(
        file.troubles(),
        trouble -> {
          out.number(trouble.line());
          out.text(trouble.message());
        });
    out.block(TreeWriter.bytes(file.module().body()));
    return out.bytes();
  }
}
