package dev.deadheat.sql;

import dev.deadheat.sql.Statement.AdvisoryCall;
import dev.deadheat.sql.Statement.RowLock;
import dev.deadheat.sql.Statement.TableUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers what is found while a statement is read.
final class Findings {
  private final Tokens tokens;
  private final List<TableUse> tables = new ArrayList<>();
  private final List<RowLock> locks = new ArrayList<>();
  private final List<AdvisoryCall> advisory = new ArrayList<>();
  private final List<String> sequences = new ArrayList<>();
  private Optional<String> unknown = Optional.empty();

  Findings(Tokens tokens) {
    this.tokens = tokens;
  }

  Statement statement(Command command) {
    return new Statement(command, tables, locks, advisory, sequences, unknown);
  }

  void addTable(TableUse table) {
    tables.add(table);
  }

  void addTables(List<TableUse> uses) {
    tables.addAll(uses);
  }

  /// Notes that something was not understood; the first reason stays.
  void unknown(String why) {
    if (unknown.isEmpty()) {
      unknown = Optional.of(why);
    }
  }

  /// Reads the `FOR UPDATE ...` clauses between two indexes.
  void readLockingClauses(int from, int to) {
    int at = tokens.find(from, to, "FOR");
    while (at < to) {
      int i = at + 1;
      RowLock.Mode mode;
      if (tokens.is(i, "UPDATE")) {
        mode = RowLock.Mode.UPDATE;
        i++;
      } else if (tokens.are(i, "NO", "KEY", "UPDATE")) {
        mode = RowLock.Mode.NO_KEY_UPDATE;
        i += 3;
      } else if (tokens.is(i, "SHARE")) {
        mode = RowLock.Mode.SHARE;
        i++;
      } else if (tokens.are(i, "KEY", "SHARE")) {
        mode = RowLock.Mode.KEY_SHARE;
        i += 2;
      } else {
        unknown("a FOR clause that could not be read");
        return;
      }
      List<String> of = new ArrayList<>();
      if (tokens.is(i, "OF")) {
        do {
          i++;
          while (tokens.isMark(i + 1, ".")) {
            i += 2;
          }
          if (i < to) {
            of.add(tokens.get(i).value());
          }
          i++;
        } while (tokens.isMark(i, ","));
      }
      RowLock.Wait ifLocked =
          tokens.is(i, "NOWAIT")
              ? RowLock.Wait.NOWAIT
              : tokens.are(i, "SKIP", "LOCKED") ? RowLock.Wait.SKIP_LOCKED : RowLock.Wait.BLOCK;
      locks.add(new RowLock(mode, of, ifLocked));
      at = tokens.find(i, to, "FOR");
    }
  }

  /// Reads a call of a function.
  ///
  /// @param name the index of the name
  /// @param open the index of the parenthesis after it
  void readCall(int name, int open) {
    Token token = tokens.get(name);
    String function = token.value();
    if (Functions.isAdvisory(function)) {
      advisory.add(new AdvisoryCall(function, Conditions.constants(tokens, open)));
    } else if (Functions.movesSequence(function)) {
      Token first = tokens.get(open + 1);
      if (first.type() == Token.Type.STRING) {
        sequences.add(first.value());
      } else {
        unknown("moves a sequence that the text does not name");
      }
    } else if (!Functions.isPure(function)
        && !(token.type() == Token.Type.WORD && Functions.isNoCall(function))
        && !isColumnList(name)) {
      unknown("calls the function " + function);
    }
  }

  /// Whether the parenthesis after a name lists columns: `t AS a (x)`.
  private boolean isColumnList(int name) {
    return tokens.is(name - 1, "AS");
  }
}
