package dev.deadheat.prove.oracle;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A document cut into small pieces, each at a path: JSON by its own paths, other text into words.
final class Leaves {
  private static final Pattern WORD = Pattern.compile("[^\\s<>\"'&=?;,]+|[\\s<>\"'&=?;,]+");

  private Leaves() {}

  /// Cuts a document.
  ///
  /// @return path to piece, in document order; the pieces and their paths together are the whole
  static SequencedMap<String, String> of(String document) {
    SequencedMap<String, String> leaves = new LinkedHashMap<>();
    String trimmed = document.strip();
    if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
      try {
        json(JsonParser.parseString(trimmed), "$", leaves);
        return leaves;
      } catch (JsonParseException notJson) {
        leaves.clear();
      }
    }
    Matcher words = WORD.matcher(document);
    int count = 0;
    while (words.find()) {
      leaves.put("word " + count++, words.group());
    }
    return leaves;
  }

  private static void json(JsonElement element, String path, SequencedMap<String, String> leaves) {
    if (element.isJsonObject()) {
      leaves.put(path, "{" + element.getAsJsonObject().size() + "}");
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(entry -> json(entry.getValue(), path + "." + entry.getKey(), leaves));
    } else if (element.isJsonArray()) {
      leaves.put(path, "[" + element.getAsJsonArray().size() + "]");
      for (int i = 0; i < element.getAsJsonArray().size(); i++) {
        json(element.getAsJsonArray().get(i), path + "[" + i + "]", leaves);
      }
    } else {
      leaves.put(path, element.toString());
    }
  }
}
