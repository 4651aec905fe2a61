package dev.deadheat.search.anomaly;

import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Access.WriteRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The columns of a row that a statement reads or writes, as far as its text tells; in doubt all.
///
/// @param all whether any column may be among them
/// @param names the columns, where they are known
record Columns(boolean all, Set<String> names) {
  static final Columns ALL = new Columns(true, Set.of());

  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^']|'')*'|\"(?:[^\"]|\"\")+\"|[A-Za-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*|\\S");

  Columns {
    names = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }

  boolean meet(Columns other) {
    return (all && (other.all || !other.names.isEmpty()))
        || (other.all && !names.isEmpty())
        || names.stream().anyMatch(other.names::contains);
  }

  /// The columns that both have; empty also where neither is known.
  List<String> common(Columns other) {
    return (all ? other.names : names)
        .stream().filter(name -> all || other.all || other.names.contains(name)).toList();
  }

  /// What a write covers: all of a row that comes or goes; of an update the columns it assigns and
  /// those that changed.
  static Columns written(String sql, WriteRow write) {
    if (write.kind() != WriteKind.UPDATE) {
      return ALL;
    }
    List<String> tokens = tokens(sql);
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (isWord(tokens, i, "set")) {
        assigned(tokens, i + 1, names);
      }
    }
    if (names.isEmpty() || write.before().isEmpty()) {
      return ALL;
    }
    write.after().keySet().stream()
        .filter(name -> !Objects.equals(write.before().get(name), write.after().get(name)))
        .forEach(names::add);
    return new Columns(false, names);
  }

  /// What a statement reads of a table's rows: the columns that its text names, targets of
  /// assignments apart; all where it says `*`, or does not name the table (a view, a function).
  static Columns read(String sql, String table) {
    List<String> tokens = tokens(sql);
    String bare = table.substring(table.lastIndexOf('.') + 1);
    if (tokens.stream().noneMatch(token -> name(token).equals(bare))) {
      return ALL;
    }
    Set<String> names = new LinkedHashSet<>();
    Set<Integer> targets = new LinkedHashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (isWord(tokens, i, "set")) {
        targets.addAll(assigned(tokens, i + 1, new LinkedHashSet<>()));
      }
    }
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).equals("*") && i > 0 && tokens.get(i - 1).matches("(?i)select|all|[,.]")) {
        return ALL;
      }
      if (!targets.contains(i)) {
        names.add(name(tokens.get(i)));
      }
    }
    return new Columns(false, names);
  }

  /// Collects the targets of a SET list that starts at a token; returns their positions.
  private static Set<Integer> assigned(List<String> tokens, int from, Set<String> names) {
    Set<Integer> positions = new LinkedHashSet<>();
    int depth = 0;
    boolean target = true;
    for (int i = from; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (depth == 0 && token.matches("(?i)where|from|returning|;")) {
        break;
      }
      depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
      if (depth < 0) {
        break;
      }
      if (token.equals("=") && depth == 0) {
        target = false;
      } else if (token.equals(",") && depth == 0) {
        target = true;
      } else if (target && !token.matches("[(),.]")) {
        names.add(name(token));
        positions.add(i);
      }
    }
    return positions;
  }

  private static boolean isWord(List<String> tokens, int at, String word) {
    return tokens.get(at).equalsIgnoreCase(word);
  }

  private static List<String> tokens(String sql) {
    Matcher matcher = TOKEN.matcher(sql);
    return matcher.results().map(result -> result.group()).toList();
  }

  private static String name(String token) {
    return token.startsWith("\"")
        ? token.substring(1, token.length() - 1).replace("\"\"", "\"")
        : token.toLowerCase(Locale.ROOT);
  }
}
