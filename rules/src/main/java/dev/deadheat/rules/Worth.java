package dev.deadheat.rules;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What is lost with a column, by its name: money, stock, a limit, a token or a state is more than
/// when somebody was last seen.
final class Worth {
  private static final Set<String> GRAVE =
      Set.of(
          // Money.
          "amount",
          "balance",
          "captured",
          "charge",
          "cost",
          "credit",
          "debit",
          "discount",
          "fee",
          "invoice",
          "paid",
          "payment",
          "payout",
          "price",
          "refund",
          "refunded",
          "total",
          "wallet",
          // Stock and limits.
          "allocated",
          "attempt",
          "available",
          "capacity",
          "count",
          "counter",
          "limit",
          "number",
          "point",
          "quantity",
          "quota",
          "remaining",
          "reserved",
          "score",
          "seat",
          "sequence",
          "sold",
          "stock",
          "usage",
          "vote",
          // What may be used once.
          "claimed",
          "password",
          "permission",
          "redeemed",
          "role",
          "secret",
          "token",
          "used",
          "uses",
          // States.
          "active",
          "approved",
          "blocked",
          "cancelled",
          "canceled",
          "closed",
          "completed",
          "locked",
          "phase",
          "stage",
          "state",
          "status",
          "version");

  /// States that one turns on and off: who finds the row in one has lost nothing if another put it
  /// there.
  private static final Set<String> SWITCHES =
      Set.of("active", "blocked", "closed", "completed", "locked");

  private static final Pattern SLIGHT =
      Pattern.compile(
          "last_(seen|active|login|used|access)|(^|_)(seen|viewed)(_|$)|(updated|modified)_(at|on)");

  private Worth() {}

  /// Whether nobody is hurt if one of two values is lost, since both are about now.
  static boolean isSlight(Collection<String> columns) {
    return !columns.isEmpty() && columns.stream().allMatch(Worth::isSlight);
  }

  /// How bad it is to lose a value of these columns: that of the worst.
  static Severity of(Collection<String> columns, Severity usual) {
    if (columns.stream().anyMatch(column -> !isSlight(column) && isGrave(column))) {
      return Severity.HIGH;
    }
    return isSlight(columns) ? Severity.LOW : usual;
  }

  /// Whether a column that counts does so as a switch only: on or off, and not used up.
  static boolean isSwitch(String column) {
    return words(column).stream().anyMatch(SWITCHES::contains)
        && words(column).stream().filter(word -> !SWITCHES.contains(word)).noneMatch(Worth::counts);
  }

  private static boolean isSlight(String column) {
    return SLIGHT.matcher(column.toLowerCase(Locale.ROOT)).find();
  }

  private static boolean isGrave(String column) {
    return words(column).stream().anyMatch(Worth::counts);
  }

  private static List<String> words(String column) {
    return List.of(
        column.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT).split("_", -1));
  }

  private static boolean counts(String word) {
    return GRAVE.contains(word)
        || (word.endsWith("s") && GRAVE.contains(word.substring(0, word.length() - 1)));
  }
}
