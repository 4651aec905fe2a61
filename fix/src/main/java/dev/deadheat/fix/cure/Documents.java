package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.LineLength;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The files of a project, each read as a document once it is asked for. Safe for many threads.
public final class Documents {
  private final Function<String, byte[]> bytes;
  private final LineLength lineLength;
  private final Map<String, Document> read = new ConcurrentHashMap<>();

  /// Starts with nothing read.
  ///
  /// @param bytes the content of a file, by its path; empty for one that is not there
  public Documents(Function<String, byte[]> bytes) {
    this.bytes = bytes;
    this.lineLength = new LineLength(bytes);
  }

  /// The document at a path.
  public Document at(String path) {
    return read.computeIfAbsent(path, this::read);
  }

  private Document read(String path) {
    Document document = Document.of(path, bytes.apply(path));
    return document.keepingTo(lineLength.of(path, document.layout().lineLength()));
  }
}
