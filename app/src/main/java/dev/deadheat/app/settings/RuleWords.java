package dev.deadheat.app.settings;

import dev.deadheat.app.Nearest;
import dev.deadheat.rules.RuleId;
import dev.deadheat.rules.Rules;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Words that mean rules: a name (`lost-update`), a code (`DH101`), the start of a code (`DH1`), or
/// `ALL`.
public final class RuleWords {
  private RuleWords() {}

  /// Whether one of the words means this rule.
  public static boolean names(Set<String> words, RuleId rule) {
    return words.stream().anyMatch(word -> names(word, rule));
  }

  private static boolean names(String word, RuleId rule) {
    return word.equalsIgnoreCase("all")
        || rule.name().equalsIgnoreCase(word)
        || rule.code().toLowerCase(Locale.ROOT).startsWith(word.toLowerCase(Locale.ROOT));
  }

  /// What is wrong with the first word that means no rule: `no rule 'DH9'; did you mean ...?`.
  public static Optional<String> complaint(Collection<String> words) {
    List<RuleId> rules = Rules.ids();
    return words.stream()
        .filter(word -> rules.stream().noneMatch(rule -> names(word, rule)))
        .findFirst()
        .map(RuleWords::complaint);
  }

  private static String complaint(String word) {
    List<String> known =
        Rules.ids().stream().flatMap(rule -> Stream.of(rule.code(), rule.name())).toList();
    return "there is no rule '"
        + word
        + "'"
        + Nearest.of(word, known).map(near -> "; did you mean " + near + "?").orElse("")
        + " (deadheat explain lists them)";
  }
}
