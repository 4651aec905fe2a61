package dev.deadheat.search.explore;

import dev.deadheat.search.Access.LockMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a statement's `FOR UPDATE ...` says. Of several that which does not wait.
///
/// @param mode the mode, if there is a locking clause
/// @param patience what is done about rows that others have locked
record LockingClause(Optional<LockMode> mode, Patience patience) {
  static final LockingClause NONE = new LockingClause(Optional.empty(), Patience.WAITS);

  private static final Pattern CLAUSE =
      Pattern.compile(
          "(?is)\\bfor\\s+(update|no\\s+key\\s+update|share|key\\s+share)\\b"
              + "(?:(?:\\s+of\\s[^()]*?)?\\s+(nowait|skip\\s+locked)\\b)?");

  /// What a statement does about a row that somebody else has locked.
  enum Patience {
    WAITS,
    FAILS,
    SKIPS
  }

  static LockingClause in(String sql) {
    LockingClause found = NONE;
    Matcher matcher = CLAUSE.matcher(sql);
    while (matcher.find() && found.patience() == Patience.WAITS) {
      String mode = matcher.group(1).toUpperCase(Locale.ROOT).replaceAll("\\s+", "_");
      found =
          new LockingClause(
              Optional.of(LockMode.valueOf(mode)), patience(Optional.ofNullable(matcher.group(2))));
    }
    return found;
  }

  private static Patience patience(Optional<String> words) {
    return words
        .map(said -> said.equalsIgnoreCase("nowait") ? Patience.FAILS : Patience.SKIPS)
        .orElse(Patience.WAITS);
  }
}
