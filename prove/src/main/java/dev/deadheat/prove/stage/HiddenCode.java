package dev.deadheat.prove.stage;

import dev.deadheat.sql.Command;
import dev.deadheat.sql.Statement;
import dev.deadheat.sql.Statement.TableUse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether a statement may touch tables that its text does not name: through a view, a trigger, a
/// function of the database's own, row security, or a name that several tables bear. The server's
/// locks tell which tables those are, but not that one that was locked before is touched again.
final class HiddenCode {
  private final Tables tables;
  private final Optional<Pattern> functions;

  HiddenCode(Tables tables) {
    this.tables = tables;
    this.functions =
        tables.functions().stream()
            .map(Pattern::quote)
            .reduce((one, other) -> one + "|" + other)
            .map(names -> Pattern.compile("(?i)(?<!\\w)(" + names + ")\"?\\s*\\("));
  }

  boolean runs(Statement statement, String sql) {
    return functions.filter(names -> names.matcher(sql).find()).isPresent() || runs(statement);
  }

  private boolean runs(Statement statement) {
    if (statement.command() instanceof Command.Several(List<Statement> inner)) {
      return inner.stream().anyMatch(this::runs);
    }
    return statement.tables().stream().anyMatch(this::runs);
  }

  private boolean runs(TableUse use) {
    boolean write = use.access() != Statement.Access.READ;
    return tables.resolve(use.name()).map(table -> tables.runsCode(table, write)).orElse(true);
  }
}
