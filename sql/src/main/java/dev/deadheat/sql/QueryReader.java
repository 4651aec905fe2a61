package dev.deadheat.sql;

import dev.deadheat.sql.Statement.Access;
import dev.deadheat.sql.Statement.TableName;
import dev.deadheat.sql.Statement.TableUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads statements that query or change rows: which tables, under which conditions, with which
/// locks.
final class QueryReader {
  private static final String[] CLAUSES = {
    "WHERE",
    "GROUP",
    "HAVING",
    "WINDOW",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "FETCH",
    "FOR",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "RETURNING"
  };

  private final Tokens tokens;
  private final Findings found;

  private QueryReader(Tokens tokens) {
    this.tokens = tokens;
    this.found = new Findings(tokens);
  }

  static Statement read(Tokens tokens) {
    QueryReader reader = new QueryReader(tokens);
    Command command = reader.statement(0, tokens.size(), Set.of());
    return reader.found.statement(command);
  }

  private void unknown(String why) {
    found.unknown(why);
  }

  /// Reads a statement or subquery between two indexes.
  ///
  /// @param known the names of common table expressions that hide tables here
  private Command statement(int from, int to, Set<String> known) {
    int at = from;
    Set<String> names = known;
    if (tokens.is(at, "WITH")) {
      names = new HashSet<>(known);
      at = with(at + 1, to, names);
    }
    if (tokens.isMark(at, "(")) {
      return parenthesised(at, to, names);
    }
    return switch (tokens.word(at).orElse("")) {
      case "select", "values", "table" -> select(at, to, names);
      case "insert" -> insert(at, to, names);
      case "update" -> update(at, to, names);
      case "delete" -> delete(at, to, names);
      case "merge" -> merge(at, to, names);
      case "copy" -> copy(at, to);
      case "truncate" -> truncate(at, to);
      case "lock" -> lockTable(at, to);
      default -> {
        unknown("not a statement that is known: " + tokens.get(from).text());
        yield new Command.Other(tokens.get(from).text());
      }
    };
  }

  /// `(SELECT ...) UNION ... `: the arms one by one.
  private Command parenthesised(int from, int to, Set<String> names) {
    int end = tokens.partner(from);
    statement(from + 1, end, names);
    return end + 1 < to ? select(end + 1, to, names) : new Command.Select();
  }

  /// Reads `WITH`'s list, adds its names and returns the index of the statement proper.
  private int with(int from, int to, Set<String> names) {
    boolean recursive = tokens.is(from, "RECURSIVE");
    int at = recursive ? from + 1 : from;
    while (at < to && tokens.isName(at)) {
      String name = tokens.get(at).value();
      if (recursive) {
        names.add(name);
      }
      at = tokens.opens(at + 1) ? tokens.after(at + 1) : at + 1;
      at = tokens.find(at, to, "AS") + 1;
      at += tokens.is(at, "NOT") ? 1 : 0;
      at += tokens.is(at, "MATERIALIZED") ? 1 : 0;
      if (!tokens.isMark(at, "(")) {
        unknown("a WITH clause that could not be read");
        return to;
      }
      statement(at + 1, tokens.partner(at), new HashSet<>(names));
      names.add(name);
      at = tokens.after(at);
      if (tokens.is(at, "SEARCH") || tokens.is(at, "CYCLE")) {
        unknown("WITH ... " + tokens.get(at).text());
      }
      if (!tokens.isMark(at, ",")) {
        return at;
      }
      at++;
    }
    return at;
  }

  private Command select(int from, int to, Set<String> names) {
    int start = from;
    while (start < to) {
      int end = tokens.find(start, to, "UNION", "INTERSECT", "EXCEPT");
      if (tokens.isMark(start, "(")) {
        scan(start, end, names);
      } else {
        arm(start, end, names);
      }
      start = end + 1;
      while (tokens.is(start, "ALL") || tokens.is(start, "DISTINCT")) {
        start++;
      }
    }
    return new Command.Select();
  }

  /// One SELECT between set operators.
  private void arm(int from, int to, Set<String> names) {
    if (tokens.is(from, "TABLE")) {
      fromClause(from + 1, tokens.find(from, to, CLAUSES), names);
      return;
    }
    int fromWord = fromKeyword(from, to);
    if (tokens.find(from, fromWord, "INTO") < fromWord) {
      unknown("SELECT INTO makes a table");
    }
    scan(from, fromWord, names);
    if (fromWord < to) {
      int clauses = tokens.find(fromWord, to, CLAUSES);
      List<TableUse> items = fromItems(fromWord + 1, clauses, names);
      int rest = clauses;
      if (tokens.is(clauses, "WHERE")) {
        rest = tokens.find(clauses + 1, to, CLAUSES);
        items = Conditions.restrict(items, tokens, clauses + 1, rest);
      }
      found.addTables(items);
      scan(clauses, to, names);
      found.readLockingClauses(rest, to);
    }
  }

  /// The FROM that belongs to a SELECT, not that of `IS DISTINCT FROM`.
  private int fromKeyword(int from, int to) {
    int at = tokens.find(from, to, "FROM");
    while (at < to && tokens.is(at - 1, "DISTINCT") && !tokens.is(at - 2, "SELECT")) {
      at = tokens.find(at + 1, to, "FROM");
    }
    return at;
  }

  private void fromClause(int from, int to, Set<String> names) {
    found.addTables(fromItems(from, to, names));
  }

  private List<TableUse> fromItems(int from, int to, Set<String> names) {
    FromClause clause = new FromClause(tokens, names, this::scan, this::subquery, this::unknown);
    return clause.read(from, to);
  }

  private void subquery(int from, int to, Set<String> names) {
    statement(from, to, names);
  }

  private Command insert(int from, int to, Set<String> names) {
    FromClause.Name target = target(from + 2, to);
    found.addTable(target.use(Access.INSERT));
    int at = target.after();
    int conflict = onConflict(at, to);
    int returning = tokens.find(at, to, "RETURNING");
    int body = tokens.find(at, Math.min(conflict, returning), "SELECT", "WITH", "VALUES", "TABLE");
    if (body < Math.min(conflict, returning)) {
      statement(body, Math.min(conflict, returning), names);
      scan(at, body, names);
    } else {
      scan(at, Math.min(conflict, returning), names);
    }
    scan(Math.min(conflict, returning), to, names);
    return new Command.Insert(
        conflict < to ? Optional.of(conflictOf(conflict, to)) : Optional.empty());
  }

  private int onConflict(int from, int to) {
    int at = tokens.find(from, to, "ON");
    while (at < to && !tokens.is(at + 1, "CONFLICT")) {
      at = tokens.find(at + 1, to, "ON");
    }
    return at;
  }

  private Command.OnConflict conflictOf(int at, int to) {
    List<String> columns = new ArrayList<>();
    if (tokens.isMark(at + 2, "(")) {
      for (int i = at + 3; i < tokens.partner(at + 2); i++) {
        boolean plain =
            tokens.isName(i) && (tokens.isMark(i + 1, ",") || tokens.isMark(i + 1, ")"));
        if (plain && (tokens.isMark(i - 1, "(") || tokens.isMark(i - 1, ","))) {
          columns.add(tokens.get(i).value());
        }
      }
    }
    int action = tokens.find(at, to, "DO");
    return new Command.OnConflict(columns, tokens.is(action + 1, "UPDATE"));
  }

  private Command update(int from, int to, Set<String> names) {
    FromClause.Name target = target(from + 1, to);
    int set = tokens.find(target.after(), to, "SET");
    int fromWord = fromKeyword(set, to);
    int where = tokens.find(set, to, "WHERE");
    int returning = tokens.find(set, to, "RETURNING");
    changed(
        target.use(Access.UPDATE),
        Math.min(fromWord, Math.min(where, returning)),
        fromWord,
        where,
        returning,
        to,
        names);
    scan(set, Math.min(fromWord, Math.min(where, returning)), names);
    return new Command.Update();
  }

  private Command delete(int from, int to, Set<String> names) {
    FromClause.Name target = target(from + 2, to);
    int using = tokens.find(target.after(), to, "USING");
    int where = tokens.find(target.after(), to, "WHERE");
    int returning = tokens.find(target.after(), to, "RETURNING");
    changed(
        target.use(Access.DELETE),
        Math.min(using, Math.min(where, returning)),
        using,
        where,
        returning,
        to,
        names);
    return new Command.Delete();
  }

  /// The common part of UPDATE and DELETE: other tables, the condition, RETURNING.
  private void changed(
      TableUse target,
      int clauses,
      int others,
      int where,
      int returning,
      int to,
      Set<String> names) {
    List<TableUse> items = new ArrayList<>();
    items.add(target);
    if (others < Math.min(where, returning)) {
      items.addAll(fromItems(others + 1, Math.min(where, returning), names));
    }
    boolean current = tokens.are(where + 1, "CURRENT", "OF");
    if (current) {
      unknown("WHERE CURRENT OF a cursor");
    }
    if (where < returning && !current) {
      found.addTables(Conditions.restrict(items, tokens, where + 1, Math.min(returning, to)));
    } else {
      found.addTables(items);
    }
    scan(Math.max(clauses, Math.min(where, returning)), to, names);
  }

  private Command merge(int from, int to, Set<String> names) {
    FromClause.Name target = target(from + 2, to);
    found.addTable(target.use(Access.WHOLE));
    int using = tokens.find(target.after(), to, "USING");
    int on = tokens.find(using, to, "ON");
    fromClause(using + 1, on, names);
    scan(on, to, names);
    return new Command.Merge();
  }

  private Command copy(int from, int to) {
    boolean query = tokens.isMark(from + 1, "(");
    if (query) {
      statement(from + 2, tokens.partner(from + 1), Set.of());
    }
    int target = query ? tokens.after(from + 1) : from + 1;
    boolean in = tokens.find(target, to, "FROM") < tokens.find(target, to, "TO");
    if (!query) {
      found.addTable(target(target, to).use(in ? Access.INSERT : Access.READ));
    }
    return new Command.Copy(in);
  }

  private Command truncate(int from, int to) {
    wholeTables(tokens.is(from + 1, "TABLE") ? from + 2 : from + 1, to);
    if (tokens.find(from, to, "CASCADE") < to) {
      unknown("TRUNCATE CASCADE reaches other tables");
    }
    return new Command.Truncate();
  }

  private Command lockTable(int from, int to) {
    int in = tokens.find(from, to, "IN");
    wholeTables(tokens.is(from + 1, "TABLE") ? from + 2 : from + 1, in);
    int modeEnd = tokens.find(in, to, "MODE");
    List<String> words = new ArrayList<>();
    for (int i = in + 1; i < modeEnd; i++) {
      words.add(tokens.get(i).text().toUpperCase(Locale.ROOT));
    }
    boolean nowait = tokens.is(to - 1, "NOWAIT");
    return new Command.LockTable(
        words.isEmpty() ? "ACCESS EXCLUSIVE" : String.join(" ", words), nowait);
  }

  private void wholeTables(int from, int to) {
    int at = from;
    while (at < to && tokens.isName(at)) {
      FromClause.Name name = target(at, to);
      found.addTable(name.use(Access.WHOLE));
      at = name.after();
      if (!tokens.isMark(at, ",")) {
        return;
      }
      at++;
    }
  }

  private FromClause.Name target(int from, int to) {
    return FromClause.name(tokens, from, to)
        .orElseGet(() -> {
          unknown("a table name that could not be read");
          return new FromClause.Name(new TableName(Optional.empty(), ""), Optional.empty(), to);
        });
  }

  /// Looks through an expression for subqueries and function calls.
  private void scan(int from, int to, Set<String> names) {
    for (int i = from; i < to; i++) {
      if (!tokens.isMark(i, "(")) {
        continue;
      }
      int end = tokens.partner(i);
      if (isQuery(i + 1)) {
        statement(i + 1, end, names);
      } else {
        if (i > from && tokens.isName(i - 1)) {
          found.readCall(i - 1, i);
        }
        scan(i + 1, end, names);
      }
      i = end;
    }
  }

  private boolean isQuery(int at) {
    int i = at;
    while (tokens.isMark(i, "(")) {
      i++;
    }
    return tokens.is(i, "SELECT")
        || tokens.is(i, "WITH")
        || tokens.is(i, "VALUES")
        || (tokens.is(i, "TABLE") && tokens.isName(i + 1));
  }
}
