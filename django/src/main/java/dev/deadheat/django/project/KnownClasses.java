package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Well-known classes of Django and third-party packages, by full name; a data file holds them.
///
/// A class outside the project that the file does not name is judged by how its name ends, as
/// Django code names things: `...ViewSet`, `...Serializer`, `...Mixin` says nothing.
public final class KnownClasses {
  private final Map<ClassKind, Set<String>> exact = new EnumMap<>(ClassKind.class);
  private final Map<ClassKind, List<String>> endings = new EnumMap<>(ClassKind.class);

  private KnownClasses() {}

  /// Reads the data file that ships with Deadheat.
  public static KnownClasses load() {
    var known = new KnownClasses();
    try (InputStream stream = KnownClasses.class.getResourceAsStream("known-classes.txt")) {
      if (stream == null) {
        throw new IllegalStateException("known-classes.txt is missing from the build");
      }
      var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      var kinds = new HashMap<String, ClassKind>();
      for (ClassKind kind : ClassKind.values()) {
        kinds.put(kind.name().toLowerCase(java.util.Locale.ROOT), kind);
        known.exact.put(kind, new HashSet<>());
        known.endings.put(kind, new ArrayList<>());
      }
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 2 || words[0].startsWith("#")) {
          continue;
        }
        ClassKind kind = kinds.get(words[0]);
        if (kind == null) {
          throw new IllegalStateException("known-classes.txt: unknown kind in: " + line);
        }
        for (int i = 1; i < words.length; i++) {
          if (words[i].startsWith("*")) {
            known.endings.computeIfAbsent(kind, _ -> new ArrayList<>()).add(words[i].substring(1));
          } else {
            known.exact.computeIfAbsent(kind, _ -> new HashSet<>()).add(words[i]);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return known;
  }

  boolean is(String dotted, ClassKind kind) {
    if (exact.getOrDefault(kind, Set.of()).contains(dotted)) {
      return true;
    }
    for (var entry : exact.entrySet()) {
      if (entry.getKey() != kind && entry.getValue().contains(dotted)) {
        return false;
      }
    }
    String last = dotted.substring(dotted.lastIndexOf('.') + 1);
    for (String ending : endings.getOrDefault(kind, List.of())) {
      if (last.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a class body declares columns, as only a model's does.
  boolean declaresFields(ClassFacts definition) {
    for (Expression value : definition.attributes().values()) {
      if (value instanceof Expression.Call call
          && call.function() instanceof Expression.Attribute attribute
          && attribute.value() instanceof Expression.Name owner
          && owner.id().equals("models")
          && (attribute.attribute().endsWith("Field")
              || attribute.attribute().equals("ForeignKey"))) {
        return true;
      }
    }
    return false;
  }
}
