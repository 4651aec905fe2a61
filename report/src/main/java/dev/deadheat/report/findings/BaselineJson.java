package dev.deadheat.report.findings;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.deadheat.rules.baseline.Baseline;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A baseline as JSON, sorted, an entry with a line for each key: made to be kept under version
/// control and merged there.
public final class BaselineJson {
  private static final int VERSION = 1;
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  private BaselineJson() {}

  private record Document(int version, @Nullable List<@Nullable Row> findings) {}

  private record Row(
      @Nullable String path,
      @Nullable String code,
      @Nullable String function,
      @Nullable String model,
      @Nullable String fingerprint) {}

  /// The text, with a line feed at its end.
  public static String print(Baseline baseline) {
    List<@Nullable Row> rows =
        baseline.entries().stream()
            .<@Nullable Row>map(entry ->
                new Row(
                    entry.path(),
                    entry.code(),
                    entry.function(),
                    entry.model(),
                    entry.fingerprint()))
            .toList();
    return GSON.toJson(new Document(VERSION, rows)) + "\n";
  }

  /// Reads a text that was printed so.
  ///
  /// @throws IllegalArgumentException if it is none; the message says why
  public static Baseline read(String text) {
    Document document;
    try {
      document = GSON.fromJson(text, Document.class);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("it is not the JSON of a baseline: " + e.getMessage(), e);
    }
    if (document == null || document.findings() == null) {
      throw new IllegalArgumentException("it has no \"findings\"");
    }
    if (document.version() != VERSION) {
      throw new IllegalArgumentException(
          "it has version " + document.version() + "; this Deadheat reads version " + VERSION);
    }
    return new Baseline(document.findings().stream().map(BaselineJson::entry).toList());
  }

  private static Baseline.Entry entry(@Nullable Row row) {
    if (row == null || row.fingerprint() == null) {
      throw new IllegalArgumentException("an entry has no \"fingerprint\"");
    }
    return new Baseline.Entry(
        row.fingerprint(),
        Objects.requireNonNullElse(row.code(), "?"),
        Objects.requireNonNullElse(row.model(), "?"),
        Objects.requireNonNullElse(row.function(), "?"),
        Objects.requireNonNullElse(row.path(), "?"));
  }
}
