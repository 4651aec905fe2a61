package dev.deadheat.django.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The keys under which values lie in a cache: whether two of them can be the same.
public final class CacheKey {
  /// Starts the text of a key that a variable holds.
  static final String BUILT = "=";

  /// What is not known stands in braces.
  private static final Pattern PART = Pattern.compile("\\{[^{}]*\\}|[^{}]+");

  private CacheKey() {}

  /// Whether a write is of another key than a read, so that the value read is not what is lost.
  public static boolean differ(Read read, Write write) {
    if (read.lookups().size() != 1 || write.lookups().size() != 1) {
      return false;
    }
    String left = read.lookups().iterator().next();
    String right = write.lookups().iterator().next();
    // Who makes a second key in one function means a second one.
    boolean together =
        left.startsWith(BUILT)
            && right.startsWith(BUILT)
            && read.site().function().equals(write.site().function());
    return together ? !left.equals(right) : differ(parts(left), parts(right));
  }

  private static List<String> parts(String key) {
    var out = new ArrayList<String>();
    Matcher each = PART.matcher(key.startsWith(BUILT) ? key.substring(BUILT.length()) : key);
    while (each.find()) {
      out.add(each.group());
    }
    return out;
  }

  private static boolean differ(List<String> left, List<String> right) {
    int common = 0;
    while (common < Math.min(left.size(), right.size())
        && left.get(common).equals(right.get(common))) {
      common++;
    }
    List<String> one = left.subList(common, left.size());
    List<String> other = right.subList(common, right.size());
    if (one.isEmpty() || other.isEmpty()) {
      return one.stream().anyMatch(CacheKey::isKnown) || other.stream().anyMatch(CacheKey::isKnown);
    }
    String first = one.getFirst();
    String second = other.getFirst();
    String last = one.getLast();
    String end = other.getLast();
    boolean starts =
        isKnown(first) && isKnown(second) && !first.startsWith(second) && !second.startsWith(first);
    boolean ends = isKnown(last) && isKnown(end) && !last.endsWith(end) && !end.endsWith(last);
    return starts || ends;
  }

  private static boolean isKnown(String part) {
    return !part.startsWith("{");
  }
}
