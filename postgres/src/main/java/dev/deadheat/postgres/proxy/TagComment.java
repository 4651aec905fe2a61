package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The comment before a statement that says where the application issued it:
/// `/*deadheat:PATH:LINE*/`. PATH may be percent-encoded UTF-8.
///
/// @param tag what it says
/// @param bytes how long the comment is
record TagComment(Step.Tag tag, int bytes) {
  private static final Bytes START = Bytes.utf8("/*deadheat:");
  private static final int MOST_BYTES = 8_192;

  /// The tag at the very start of a statement's text; none if it is not one in every detail.
  static Optional<TagComment> at(Bytes sql) {
    if (!sql.startsWith(START)) {
      return Optional.empty();
    }
    var end = START.length();
    while (end + 1 < sql.length() && !(sql.at(end) == '*' && sql.at(end + 1) == '/')) {
      end++;
    }
    if (end + 1 >= sql.length() || end > MOST_BYTES) {
      return Optional.empty();
    }
    var content = sql.slice(START.length(), end).utf8();
    var colon = content.lastIndexOf(':');
    var line = colon < 0 ? "" : content.substring(colon + 1);
    if (colon < 1 || !line.matches("[1-9][0-9]{0,8}")) {
      return Optional.empty();
    }
    var length = end + 2;
    return decode(content.substring(0, colon))
        .map(path -> new TagComment(new Step.Tag(path, Integer.parseInt(line)), length));
  }

  private static Optional<String> decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return Optional.of(encoded);
    }
    var bytes = new ByteArrayOutputStream();
    for (var i = 0; i < encoded.length(); i++) {
      var c = encoded.charAt(i);
      if (c == '%') {
        var high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
        var low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }
}
