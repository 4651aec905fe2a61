package dev.deadheat.prove.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the syntax of a spec; names are looked up later, by [Linker].
final class Parser {
  private final List<Token> tokens;
  private int at;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /// A spec as it is written.
  record Written(
      List<String> setups,
      Optional<String> teardown,
      List<WrittenSession> sessions,
      List<List<WrittenEntry>> permutations) {}

  record WrittenSession(
      Token name, Optional<String> setup, List<WrittenStep> steps, Optional<String> teardown) {}

  record WrittenStep(Token name, String sql) {}

  record WrittenEntry(Token step, List<WrittenMarker> markers) {}

  /// @param step the star, or the name of another step
  /// @param notices how many notices of it, if it says so
  record WrittenMarker(Token step, Optional<Token> notices) {}

  static Written parse(String text) throws SyntaxException {
    return new Parser(Lexer.tokens(text)).spec();
  }

  private Written spec() throws SyntaxException {
    List<String> setups = new ArrayList<>();
    while (here().isKeyword("setup")) {
      setups.add(block());
    }
    Optional<String> teardown = optionalBlock("teardown");
    List<WrittenSession> sessions = new ArrayList<>();
    while (here().isKeyword("session")) {
      sessions.add(session());
    }
    if (sessions.isEmpty()) {
      throw mistake(
          "expected a session, found %s; a spec is: setup blocks, a teardown block, sessions,"
                  .formatted(here().shown())
              + " permutations, in this order");
    }
    List<List<WrittenEntry>> permutations = new ArrayList<>();
    while (here().isKeyword("permutation")) {
      permutations.add(permutation());
    }
    if (here().type() != Token.Type.END) {
      throw mistake(
          permutations.isEmpty()
              ? "expected a step, the session's teardown, a session or a permutation, found %s"
                  .formatted(here().shown())
              : "expected a step's name or a permutation, found %s; sessions come before all"
                      .formatted(here().shown())
                  + " permutations");
    }
    return new Written(setups, teardown, sessions, permutations);
  }

  private WrittenSession session() throws SyntaxException {
    at++;
    Token name = name("the session's name");
    Optional<String> setup = optionalBlock("setup");
    List<WrittenStep> steps = new ArrayList<>();
    while (here().isKeyword("step")) {
      at++;
      Token step = name("the step's name");
      steps.add(new WrittenStep(step, sql("step \"" + step.text() + "\"")));
    }
    if (steps.isEmpty()) {
      throw mistake(
          "expected a step of session \"%s\", found %s; a session is: a setup block, steps, a"
                  .formatted(name.text(), here().shown())
              + " teardown block, in this order");
    }
    return new WrittenSession(name, setup, steps, optionalBlock("teardown"));
  }

  private List<WrittenEntry> permutation() throws SyntaxException {
    at++;
    List<WrittenEntry> entries = new ArrayList<>();
    do {
      Token step = name("a step's name");
      entries.add(new WrittenEntry(step, here().isMark("(") ? markers() : List.of()));
    } while (here().type() == Token.Type.NAME);
    return entries;
  }

  private List<WrittenMarker> markers() throws SyntaxException {
    List<WrittenMarker> markers = new ArrayList<>();
    do {
      at++;
      if (here().isMark("*")) {
        markers.add(new WrittenMarker(take(), Optional.empty()));
        continue;
      }
      Token step = name("a marker: *, a step's name, or a step's name, \"notices\" and a number");
      Optional<Token> notices = Optional.empty();
      if (here().isKeyword("notices")) {
        at++;
        if (here().type() != Token.Type.NUMBER) {
          throw mistake("expected how many notices, found " + here().shown());
        }
        notices = Optional.of(take());
      }
      markers.add(new WrittenMarker(step, notices));
    } while (here().isMark(","));
    if (!here().isMark(")")) {
      throw mistake("expected \",\" or \")\" after a marker, found " + here().shown());
    }
    at++;
    return markers;
  }

  private Optional<String> optionalBlock(String keyword) throws SyntaxException {
    return here().isKeyword(keyword) ? Optional.of(block()) : Optional.empty();
  }

  /// A keyword and its block.
  private String block() throws SyntaxException {
    return sql(take().text());
  }

  private String sql(String whose) throws SyntaxException {
    if (here().type() != Token.Type.BLOCK) {
      throw mistake("expected the SQL of %s in { }, found %s".formatted(whose, here().shown()));
    }
    return take().text();
  }

  private Token name(String what) throws SyntaxException {
    if (here().type() != Token.Type.NAME) {
      String quotes =
          here().type() == Token.Type.KEYWORD
              ? "; a keyword used as a name wants double quotes"
              : "";
      throw mistake("expected %s, found %s%s".formatted(what, here().shown(), quotes));
    }
    return take();
  }

  private Token here() {
    return tokens.get(at);
  }

  private Token take() {
    return tokens.get(at++);
  }

  private SyntaxException mistake(String message) {
    return new SyntaxException(here().line(), here().column(), message);
  }
}
