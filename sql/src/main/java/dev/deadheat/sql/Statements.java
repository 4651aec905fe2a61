package dev.deadheat.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads statement text. Total: what it does not know is a `Command.Other` with `unknown` set.
///
/// The reader is our own, of the clauses that matter, and not a whole SQL grammar: what a statement
/// may touch must be answered for every text that PostgreSQL takes, quickly, and "I do not know" is
/// a good answer.
public final class Statements {
  private Statements() {}

  /// Reads a text of one or more statements.
  public static Statement parse(String sql) {
    List<Tokens> parts = split(Lexer.tokens(sql));
    return switch (parts.size()) {
      case 0 -> plain(new Command.Empty());
      case 1 -> one(parts.getFirst());
      default -> several(parts.stream().map(Statements::one).toList());
    };
  }

  /// The texts of the statements in a text, without the semicolons between them. Comments before or
  /// after a statement are left out.
  public static List<String> texts(String sql) {
    return split(Lexer.tokens(sql)).stream()
        .map(tokens -> sql.substring(tokens.get(0).start(), tokens.get(tokens.size() - 1).end()))
        .toList();
  }

  private static List<Tokens> split(List<Token> tokens) {
    List<Tokens> parts = new ArrayList<>();
    List<Token> part = new ArrayList<>();
    int depth = 0;
    boolean routine = false;
    for (Token token : tokens) {
      depth += token.isMark("(") ? 1 : token.isMark(")") ? -1 : 0;
      // The body of a routine in standard SQL holds semicolons of its own.
      routine |= token.is("ATOMIC") && part.getFirst().is("CREATE");
      if (token.isMark(";") && depth <= 0 && !routine) {
        addIfAny(parts, part);
        part.clear();
      } else {
        part.add(token);
      }
    }
    addIfAny(parts, part);
    return parts;
  }

  private static void addIfAny(List<Tokens> parts, List<Token> part) {
    if (!part.isEmpty()) {
      parts.add(new Tokens(part));
    }
  }

  private static Statement one(Tokens tokens) {
    if (!tokens.isSound()) {
      return unknown(new Command.Other(tokens.get(0).text()), "the text could not be read");
    }
    return ControlReader.read(tokens).orElseGet(() -> QueryReader.read(tokens));
  }

  /// A text of several statements touches what any of them does.
  private static Statement several(List<Statement> statements) {
    return new Statement(
        new Command.Several(statements),
        statements.stream().flatMap(statement -> statement.tables().stream()).toList(),
        statements.stream().flatMap(statement -> statement.locks().stream()).toList(),
        statements.stream().flatMap(statement -> statement.advisory().stream()).toList(),
        statements.stream().flatMap(statement -> statement.sequences().stream()).toList(),
        statements.stream().flatMap(statement -> statement.unknown().stream()).findFirst());
  }

  /// A statement that names nothing.
  static Statement plain(Command command) {
    return new Statement(command, List.of(), List.of(), List.of(), List.of(), Optional.empty());
  }

  static Statement unknown(Command command, String why) {
    return new Statement(command, List.of(), List.of(), List.of(), List.of(), Optional.of(why));
  }
}
