package dev.deadheat.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads the statements whose first words settle what they are: transaction control, settings,
/// cursors, DDL.
final class ControlReader {
  private static final Set<String> QUERIES =
      Set.of("select", "values", "table", "with", "insert", "update", "delete", "merge");
  private static final Set<String> READ_AS_QUERIES = Set.of("truncate", "lock", "copy", "explain");
  private static final Set<String> DDL =
      Set.of(
          "create",
          "alter",
          "drop",
          "comment",
          "grant",
          "revoke",
          "reindex",
          "vacuum",
          "analyze",
          "cluster",
          "refresh",
          "security",
          "reassign",
          "import",
          "checkpoint",
          "load");

  private final Tokens tokens;

  private ControlReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /// Empty for what [QueryReader] reads.
  static Optional<Statement> read(Tokens tokens) {
    Optional<String> word = tokens.word(0);
    if (word.isEmpty() || QUERIES.contains(word.get()) || READ_AS_QUERIES.contains(word.get())) {
      return Optional.empty();
    }
    Command command = new ControlReader(tokens).command(word.get());
    return Optional.of(
        switch (command) {
          case Command.Ddl _ -> Statements.unknown(command, "changes the database's definition");
          case Command.Call _, Command.Do _ -> Statements.unknown(command, "runs code");
          case Command.DeclareCursor _ -> declared(tokens, command);
          case Command.UseCursor _ -> Statements.unknown(command, "uses a cursor");
          case Command.Prepared(String verb) when !verb.equals("DEALLOCATE") ->
              Statements.unknown(command, "is prepared in SQL");
          case Command.TwoPhase _ -> Statements.unknown(command, "two-phase commit");
          case Command.Other(String first) ->
              Statements.unknown(command, "not a statement that is known: " + first);
          case Command.Begin _,
              Command.Commit _,
              Command.Rollback _,
              Command.Savepoint _,
              Command.Release _,
              Command.RollbackTo _,
              Command.SetTransaction _,
              Command.SetConstraints _,
              Command.Set _,
              Command.Show _,
              Command.Prepared _,
              Command.Notify _ ->
              Statements.plain(command);
          case Command.Select _,
              Command.Insert _,
              Command.Update _,
              Command.Delete _,
              Command.Merge _,
              Command.Copy _,
              Command.Truncate _,
              Command.LockTable _,
              Command.Empty _,
              Command.Several _ ->
              throw new IllegalStateException("read elsewhere: " + command);
        });
  }

  private Command command(String word) {
    if (DDL.contains(word)) {
      return new Command.Ddl(word.toUpperCase(Locale.ROOT));
    }
    return switch (word) {
      case "begin" -> new Command.Begin(modes(1));
      case "start" -> tokens.is(1, "TRANSACTION") ? new Command.Begin(modes(2)) : other();
      case "commit", "end" -> tokens.is(1, "PREPARED") ? twoPhase() : new Command.Commit(chains());
      case "rollback", "abort" -> rollback();
      case "savepoint" -> new Command.Savepoint(name(1));
      case "release" -> new Command.Release(name(tokens.is(1, "SAVEPOINT") ? 2 : 1));
      case "set" -> set();
      case "reset" -> new Command.Set(name(1), false);
      case "discard" -> new Command.Set("all", false);
      case "show" -> new Command.Show(name(1));
      case "call" -> new Command.Call();
      case "do" -> new Command.Do();
      case "declare" -> new Command.DeclareCursor(name(1));
      case "fetch", "move", "close" -> new Command.UseCursor(name(tokens.size() - 1));
      case "prepare" -> tokens.is(1, "TRANSACTION") ? twoPhase() : new Command.Prepared("PREPARE");
      case "execute" -> new Command.Prepared("EXECUTE");
      case "deallocate" -> new Command.Prepared("DEALLOCATE");
      case "listen", "notify", "unlisten" -> new Command.Notify(word.toUpperCase(Locale.ROOT));
      default -> other();
    };
  }

  private Command rollback() {
    if (tokens.is(1, "PREPARED")) {
      return twoPhase();
    }
    int to = tokens.find(1, tokens.size(), "TO");
    if (to == tokens.size()) {
      return new Command.Rollback(chains());
    }
    return new Command.RollbackTo(name(tokens.is(to + 1, "SAVEPOINT") ? to + 2 : to + 1));
  }

  private Command set() {
    if (tokens.is(1, "TRANSACTION")) {
      return tokens.is(2, "SNAPSHOT") ? other() : new Command.SetTransaction(modes(2), false);
    }
    if (tokens.are(1, "SESSION", "CHARACTERISTICS")) {
      return new Command.SetTransaction(modes(3), true);
    }
    if (tokens.is(1, "CONSTRAINTS")) {
      return new Command.SetConstraints(tokens.is(tokens.size() - 1, "IMMEDIATE"));
    }
    boolean local = tokens.is(1, "LOCAL");
    int at = local || tokens.is(1, "SESSION") ? 2 : 1;
    if (tokens.are(at, "TIME", "ZONE")) {
      return new Command.Set("timezone", local);
    }
    return new Command.Set(name(at), local);
  }

  private boolean chains() {
    int at = tokens.find(1, tokens.size(), "CHAIN");
    return at < tokens.size() && !tokens.is(at - 1, "NO");
  }

  private Command.Modes modes(int from) {
    Optional<Command.Isolation> isolation = Optional.empty();
    Optional<Boolean> readOnly = Optional.empty();
    Optional<Boolean> deferrable = Optional.empty();
    for (int i = from; i < tokens.size(); i++) {
      if (tokens.is(i, "SERIALIZABLE")) {
        isolation = Optional.of(Command.Isolation.SERIALIZABLE);
      } else if (tokens.is(i, "REPEATABLE")) {
        isolation = Optional.of(Command.Isolation.REPEATABLE_READ);
      } else if (tokens.is(i, "COMMITTED") || tokens.is(i, "UNCOMMITTED")) {
        isolation = Optional.of(Command.Isolation.READ_COMMITTED);
      } else if (tokens.are(i, "READ", "ONLY")) {
        readOnly = Optional.of(true);
      } else if (tokens.are(i, "READ", "WRITE")) {
        readOnly = Optional.of(false);
      } else if (tokens.is(i, "DEFERRABLE")) {
        deferrable = Optional.of(!tokens.is(i - 1, "NOT"));
      }
    }
    return new Command.Modes(isolation, readOnly, deferrable);
  }

  /// A cursor's query is read as the query that it is.
  private static Statement declared(Tokens tokens, Command command) {
    int query = tokens.find(1, tokens.size(), "FOR");
    if (query + 1 >= tokens.size()) {
      return Statements.unknown(command, "a cursor without a query");
    }
    Statement inner = QueryReader.read(new Tokens(tokens.range(query + 1, tokens.size())));
    return new Statement(
        command,
        inner.tables(),
        inner.locks(),
        inner.advisory(),
        inner.sequences(),
        inner.unknown());
  }

  private String name(int index) {
    return index < tokens.size() ? tokens.get(index).value() : "";
  }

  private Command twoPhase() {
    return new Command.TwoPhase(words(tokens.range(0, 2)));
  }

  private static String words(List<Token> tokens) {
    return String.join(" ", tokens.stream().map(Token::text).toList()).toUpperCase(Locale.ROOT);
  }

  private Command other() {
    return new Command.Other(tokens.get(0).text());
  }
}
