package dev.deadheat.python;

import dev.deadheat.python.ast.Module;
import dev.deadheat.source.Fault;
import dev.deadheat.source.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads Python, 3.8 to 3.14, in whichever version a construct is known.
///
/// Judges the syntax as Python's `ast.parse` does; what Python finds only when it compiles (a
/// `return` outside a function, a name declared twice) is no problem here. Never throws on a text:
/// what is no Python becomes problems, and the rest of the file is still read.
public final class Parser {
  private Parser() {}

  /// Parses a file. Runs on the calling thread and keeps nothing; any number may run at once.
  public static ParsedFile parse(SourceFile source) {
    List<Problem> problems = new ArrayList<>();
    for (Fault fault : source.faults()) {
      problems.add(new Problem(fault.message(), fault.span()));
    }
    Tokens tokens = Lexer.tokens(source.utf8(), source.markBytes(), problems);
    Cursor cursor = new Cursor(source.utf8(), tokens, problems);
    Module tree = new Module(new BlockParser(cursor).file(), 0, source.length());
    problems.sort(Comparator.comparing(Problem::span));
    return new ParsedFile(source, tree, problems, tokens);
  }
}
