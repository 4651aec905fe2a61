package dev.deadheat.rules.baseline;

import dev.deadheat.python.LogicalLines;
import dev.deadheat.rules.Finding;
import dev.deadheat.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Names a finding by its rule, model, function and the code of its read and its write.
///
/// Neither a path nor a line number goes in: moving the function, editing what stands around it or
/// reformatting the file leaves the name as it was. Findings that are alike in all of this are
/// numbered in the order of the files.
public final class Fingerprints {
  private static final int HEX_DIGITS = 16;

  private final Function<String, SourceFile> source;
  private final Map<String, LogicalLines> files = new HashMap<>();

  private Fingerprints(Function<String, SourceFile> source) {
    this.source = source;
  }

  /// The findings with their fingerprints: 16 hexadecimal digits, no two alike.
  ///
  /// @param source a file by its path
  public static List<Finding> on(List<Finding> findings, Function<String, SourceFile> source) {
    var fingerprints = new Fingerprints(source);
    var seen = new HashMap<String, Integer>();
    return findings.stream()
        .map(finding -> {
          String about = fingerprints.about(finding);
          int number = seen.merge(about, 1, Integer::sum);
          return finding.withFingerprint(digest(about + number));
        })
        .toList();
  }

  private String about(Finding finding) {
    return String.join(
            "\n",
            finding.rule().code(),
            finding.model(),
            finding.function(),
            finding.read().map(this::code).orElse(""),
            finding.write().map(this::code).orElse(""))
        + "\n";
  }

  private String code(Finding.Spot spot) {
    return files
        .computeIfAbsent(spot.path(), path -> LogicalLines.of(source.apply(path)))
        .at(spot.line());
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
