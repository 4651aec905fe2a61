package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds out where the statements of a server-side cursor were issued.
///
/// Drivers compose them: our tag then stands within `DECLARE name CURSOR FOR /*deadheat:...*/
/// SELECT`, and `FETCH` and `CLOSE` have none; these get that of their cursor. The tag is not cut
/// out of what goes to the server, to which it is a comment like another.
final class CursorTags {
  private static final String NAME = "(\"(?:[^\"]|\"\")+\"|\\w+)";
  private static final Pattern DECLARE =
      Pattern.compile(
          "\\s*DECLARE\\s+"
              + NAME
              + "(?:\\s+(?:BINARY|ASENSITIVE|INSENSITIVE|NO|SCROLL|CURSOR|WITH|WITHOUT|HOLD))*"
              + "\\s+FOR\\s+(?=/\\*deadheat:)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern USE =
      Pattern.compile(
          "\\s*(?:FETCH|MOVE|CLOSE)\\s(?:[\\w\\s+-]*\\s)?" + NAME + "\\s*;?\\s*",
          Pattern.CASE_INSENSITIVE);

  /// How many cursors are remembered: those that are not closed by their name pile up.
  private static final int MOST = 1_000;

  private final Map<String, Step.Tag> tags =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Step.Tag> eldest) {
          return size() > MOST;
        }
      };

  /// A statement's text without our tag, and that tag.
  record Tagged(String sql, Optional<Step.Tag> tag) {}

  /// Looks at an untagged statement.
  Tagged look(Bytes sql, Charset charset) {
    String text = sql.text(charset);
    if (!mayBeOfCursor(text)) {
      return new Tagged(text, Optional.empty());
    }
    Matcher declare = DECLARE.matcher(text);
    if (declare.lookingAt()) {
      String query = text.substring(declare.end());
      Bytes rest = Bytes.utf8(query);
      Optional<TagComment> comment = TagComment.at(rest);
      comment.ifPresent(c -> tags.put(declare.group(1), c.tag()));
      return comment
          .map(c ->
              new Tagged(
                  text.substring(0, declare.end()) + rest.from(c.bytes()).utf8(),
                  Optional.of(c.tag())))
          .orElseGet(() -> new Tagged(text, Optional.empty()));
    }
    Matcher use = USE.matcher(text);
    return new Tagged(
        text, use.matches() ? Optional.ofNullable(tags.get(use.group(1))) : Optional.empty());
  }

  private static boolean mayBeOfCursor(String text) {
    String start = text.stripLeading();
    return !start.isEmpty() && "dfmcDFMC".indexOf(start.charAt(0)) >= 0;
  }
}
