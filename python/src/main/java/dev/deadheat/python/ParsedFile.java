package dev.deadheat.python;

import dev.deadheat.python.ast.Module;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Position;
import dev.deadheat.source.SourceFile;
import dev.deadheat.source.Span;
import java.util.List;

/// A file of Python as far as it could be understood.
///
/// @param source the text that all offsets count over
/// @param tree what it says; what is not Python is [Statement.Invalid] in it
/// @param problems why it is not all Python, by place; empty if Python would take the file
/// @param tokens what the text is made of
public record ParsedFile(SourceFile source, Module tree, List<Problem> problems, Tokens tokens) {
  public ParsedFile {
    problems = List.copyOf(problems);
  }

  /// The text of a node.
  public String text(Node node) {
    return source.text(node.start(), node.end());
  }

  /// Where a node begins, as people count lines and columns.
  public Position position(Node node) {
    return source.lines().position(node.start());
  }

  /// Each comment from its `#` to the end of its line, in the order of the text.
  public List<Span> comments() {
    return tokens.comments();
  }

  /// Where the name of a function stands in its `def`.
  public Span nameSpan(Statement.Function function) {
    return nameAfter(TokenKind.DEF_KW, function.start());
  }

  /// Where the name of a class stands in its `class`.
  public Span nameSpan(Statement.ClassDef classDef) {
    return nameAfter(TokenKind.CLASS_KW, classDef.start());
  }

  private Span nameAfter(TokenKind keyword, int start) {
    int index = tokens.firstFrom(start);
    while (tokens.kind(index) != keyword) {
      index++;
    }
    return tokens.span(index + 1);
  }
}
