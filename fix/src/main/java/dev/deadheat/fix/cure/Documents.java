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
  private final Map<String, RemoteCalls> remote = new ConcurrentHashMap<>();

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

  /// Which calls of a file leave the machine.
  RemoteCalls remote(String path) {
    return remote.computeIfAbsent(
        path, found -> new RemoteCalls(at(found), name -> isOwn(found, name)));
  }

  /// Whether a name is a module of the project for a file: one in a folder above it.
  private boolean isOwn(String path, String name) {
    for (int at = path.lastIndexOf('/'); at >= -1; at = path.lastIndexOf('/', at - 1)) {
      String module = path.substring(0, at + 1) + name;
      if (bytes.apply(module + ".py").length > 0
          || bytes.apply(module + "/__init__.py").length > 0) {
        return true;
      }
      if (at < 0) {
        break;
      }
    }
    return false;
  }

  private Document read(String path) {
    Document document = Document.of(path, bytes.apply(path));
    return document.keepingTo(lineLength.of(path, document.layout().lineLength()));
  }
}
