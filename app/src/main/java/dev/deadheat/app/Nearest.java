package dev.deadheat.app;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The known word that a mistyped one probably meant.
public final class Nearest {
  private Nearest() {}

  /// The nearest word by edit distance, if it is near enough to be meant.
  public static Optional<String> of(String word, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String other) -> distance(word, other)))
        .filter(other -> distance(word, other) <= Math.max(2, word.length() / 3));
  }

  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int cost = one.charAt(i - 1) == other.charAt(j - 1) ? diagonal : diagonal + 1;
        diagonal = row[j];
        row[j] = Math.min(cost, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
