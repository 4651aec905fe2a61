package dev.deadheat.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Findings of one rule about one model at one place, told as one: a person mends the place once,
/// however many rows are read before it or columns are written in what is called there.
///
/// For people only: what is suppressed, known from before, cured or tried is each of them.
public final class Together {
  private Together() {}

  /// The findings, those of one place joined; each where the first of its parts stood.
  public static List<Finding> of(List<Finding> findings) {
    Map<String, List<Finding>> places = new LinkedHashMap<>();
    for (Finding finding : findings) {
      String key =
          String.join(
              "\n",
              finding.rule().code(),
              finding.path(),
              Integer.toString(finding.line()),
              finding.model());
      places.computeIfAbsent(key, _ -> new ArrayList<>()).add(finding);
    }
    return places.values().stream()
        .map(place -> place.size() == 1 ? place.getFirst() : joined(place))
        .toList();
  }

  /// The surest of them, and of those the one that reads first: its critical section holds the
  /// others, if one function reads all.
  private static Finding joined(List<Finding> place) {
    var parts = new ArrayList<>(place);
    parts.sort(
        Comparator.comparing(Finding::confidence)
            .thenComparing(
                part -> part.read().filter(spot -> spot.path().equals(part.path())).isEmpty())
            .thenComparingInt(part -> part.read().map(Finding.Spot::line).orElse(0))
            .thenComparing(Finding::fields, Comparator.comparingInt(List::size)));
    Finding widest = parts.getFirst();
    var fields = new TreeSet<String>();
    var entries = new LinkedHashSet<Finding.Entry>();
    Severity worst = widest.severity();
    for (Finding part : parts) {
      fields.addAll(part.fields());
      entries.addAll(part.entryPoints());
      worst = part.severity().compareTo(worst) < 0 ? part.severity() : worst;
    }
    var others = new TreeSet<>(fields);
    others.removeAll(widest.fields());
    others.remove("*");
    var story = new LinkedHashSet<>(widest.story());
    parts.forEach(part -> also(part, widest).ifPresent(story::add));
    return new Finding(
        widest.rule(),
        widest.message() + (others.isEmpty() ? "" : "; so with " + Findings.list(others)),
        worst,
        widest.confidence(),
        widest.path(),
        widest.line(),
        widest.endLine(),
        widest.function(),
        widest.model(),
        List.copyOf(fields),
        widest.read(),
        widest.write(),
        entries.stream().limit(Findings.MAX_ENTRIES).toList(),
        List.copyOf(story),
        widest.cure(),
        widest.fingerprint(),
        parts);
  }

  /// Where else it is read or written.
  private static Optional<String> also(Finding part, Finding widest) {
    Optional<String> read =
        part.read().equals(widest.read())
            ? Optional.empty()
            : part.read().map(spot -> "read at " + words(spot));
    Optional<String> write =
        part.write().equals(widest.write())
            ? Optional.empty()
            : part.write().map(spot -> "written at " + words(spot));
    if (read.isEmpty() && write.isEmpty()) {
      return Optional.empty();
    }
    String and = read.isPresent() && write.isPresent() ? " and " : "";
    return Optional.of("Also " + read.orElse("") + and + write.orElse("") + ".");
  }

  private static String words(Finding.Spot spot) {
    return spot.path() + ":" + spot.line();
  }
}
