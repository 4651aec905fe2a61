package dev.deadheat.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which lane moves next, choice by choice. Printed as letters: `ABBA`.
///
/// @param lanes the lanes chosen
/// @param overlaps where two statements are let go together, by index into `lanes`; printed behind
///   the first one's letter, with the row that both wait for: `A(B@account#2)BA`
public record Schedule(List<Lane> lanes, SortedMap<Integer, Overlap> overlaps) {
  private static final Pattern LETTER =
      Pattern.compile("([A-Z])(?:\\(([A-Z])@([^#()]*)#([^#()]*)\\))?");

  private static final Pattern SPECIAL = Pattern.compile("[^!-~]|[%#(),@]");
  private static final Pattern ENCODED = Pattern.compile("%([0-9a-f]{4})");

  public Schedule {
    lanes = List.copyOf(lanes);
    overlaps = Collections.unmodifiableSortedMap(new TreeMap<>(overlaps));
  }

  /// A schedule that lets one lane go at a time.
  public Schedule(List<Lane> lanes) {
    this(lanes, Collections.emptySortedMap());
  }

  /// Reads the printed form.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Schedule parse(String letters) {
    List<Lane> lanes = new ArrayList<>();
    SortedMap<Integer, Overlap> overlaps = new TreeMap<>();
    Matcher matcher = LETTER.matcher(letters);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      Lane lane = lane(matcher.group(1));
      if (matcher.group(2) != null) {
        List<String> key =
            Arrays.stream(matcher.group(4).split(",", -1)).map(Schedule::decoded).toList();
        RowKey row = new RowKey(decoded(matcher.group(3)), key);
        overlaps.put(lanes.size(), new Overlap(lane, lane(matcher.group(2)), row));
      }
      lanes.add(lane);
      end = matcher.end();
    }
    if (end < letters.length()) {
      throw new IllegalArgumentException(
          "no schedule: '" + letters + "' has no lane's letter at character " + (end + 1));
    }
    return new Schedule(lanes, overlaps);
  }

  private static Lane lane(String letter) {
    return new Lane(letter.charAt(0) - 'A');
  }

  @Override
  public String toString() {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < lanes.size(); i++) {
      letters.append(lanes.get(i).label());
      Overlap overlap = overlaps.get(i);
      if (overlap != null) {
        String key =
            overlap.row().key().stream().map(Schedule::encoded).collect(Collectors.joining(","));
        letters.append(
            "(%s@%s#%s)".formatted(overlap.second(), encoded(overlap.row().table()), key));
      }
    }
    return letters.toString();
  }

  /// Characters that mean something in the printed form, and any beyond ASCII's letters and signs,
  /// stand as `%` and four hexadecimal digits.
  private static String encoded(String text) {
    return SPECIAL
        .matcher(text)
        .replaceAll(found ->
            found.group().chars().mapToObj("%%%04x"::formatted).collect(Collectors.joining()));
  }

  private static String decoded(String text) {
    return ENCODED
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }
}
