package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The files of a project, each read as a document once it is asked for. Safe for many threads.
public final class Documents {
  private final Function<String, byte[]> bytes;
  private final Map<String, Document> read = new ConcurrentHashMap<>();

  /// Starts with nothing read.
  ///
  /// @param bytes the content of a file, by its path
  public Documents(Function<String, byte[]> bytes) {
    this.bytes = bytes;
  }

  /// The document at a path.
  public Document at(String path) {
    return read.computeIfAbsent(path, each -> Document.of(each, bytes.apply(each)));
  }
}
