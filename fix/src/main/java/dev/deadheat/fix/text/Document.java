package dev.deadheat.fix.text;

import dev.deadheat.python.ParsedFile;
import dev.deadheat.python.Parser;
import dev.deadheat.python.ast.ExceptHandler;
import dev.deadheat.python.ast.MatchCase;
import dev.deadheat.python.ast.Module;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.SourceFile;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A Python file as an editor needs it: its tree with the way up, its lines, and what its author's
/// layout is like. Immutable.
public final class Document {
  private static final String[] CONFLICTS = {"<<<<<<< ", ">>>>>>> "};

  private final ParsedFile parsed;
  private final IdentityHashMap<Node, Node> parents = new IdentityHashMap<>();
  private final Layout layout;

  private Document(ParsedFile parsed, Layout layout) {
    this.parsed = parsed;
    this.layout = layout;
    link(parsed.tree());
  }

  /// Reads a file.
  public static Document of(String path, byte[] bytes) {
    ParsedFile parsed = Parser.parse(SourceFile.of(path, bytes));
    return new Document(parsed, Layout.of(parsed));
  }

  /// The same file, with lines of another length.
  public Document keepingTo(int lineLength) {
    return lineLength == layout.lineLength() ? this : new Document(parsed, layout.with(lineLength));
  }

  private void link(Node node) {
    node.forEachChild(child -> {
      parents.put(child, node);
      link(child);
    });
  }

  public ParsedFile parsed() {
    return parsed;
  }

  public SourceFile source() {
    return parsed.source();
  }

  public String path() {
    return source().path();
  }

  public Layout layout() {
    return layout;
  }

  /// Why this file is not to be edited: what stands in it is not all Python.
  public Optional<String> refusal() {
    String text = source().text();
    for (String marker : CONFLICTS) {
      int at = text.startsWith(marker) ? 0 : text.indexOf("\n" + marker) + 1;
      if (at > 0 || text.startsWith(marker)) {
        long line = text.substring(0, at).lines().count() + 1;
        return Optional.of("it has merge conflict markers (line " + line + "); resolve them first");
      }
    }
    if (parsed.problems().isEmpty()) {
      return Optional.empty();
    }
    var first = parsed.problems().getFirst();
    return Optional.of(
        "it is not valid Python (line "
            + source().lines().lineOf(Math.min(first.span().start(), source().length()))
            + ": "
            + first.message()
            + ")");
  }

  /// This document with edits applied, read again; its layout is that of the file before.
  public Document with(List<Edit> edits) {
    byte[] utf8 = Edit.apply(source().utf8(), edits);
    byte[] bytes =
        source()
            .encode(utf8)
            .orElseThrow(() -> new IllegalStateException("edits are ASCII: " + path()));
    return new Document(Parser.parse(SourceFile.of(path(), bytes)), layout);
  }

  public String text(Node node) {
    return parsed.text(node);
  }

  /// The node above; empty for the module.
  public Optional<Node> parent(Node node) {
    return Optional.ofNullable(parents.get(node));
  }

  /// The nodes above, nearest first.
  public List<Node> above(Node node) {
    var out = new ArrayList<Node>();
    for (Node each = parents.get(node); each != null; each = parents.get(each)) {
      out.add(each);
    }
    return out;
  }

  /// The nearest node of a kind at or above a node.
  public <T> Optional<T> nearest(Node node, Class<T> kind) {
    for (Node each = node; each != null; each = parents.get(each)) {
      if (kind.isInstance(each)) {
        return Optional.of(kind.cast(each));
      }
    }
    return Optional.empty();
  }

  /// The smallest node that covers a span.
  public Node at(Span span) {
    Node node = parsed.tree();
    while (true) {
      Optional<Node> inner =
          node.children().stream().filter(child -> child.span().contains(span)).findFirst();
      if (inner.isEmpty()) {
        return node;
      }
      node = inner.get();
    }
  }

  /// The innermost statement that holds a node.
  public Optional<Statement> statement(Node node) {
    return nearest(node, Statement.class);
  }

  /// The statements beside a statement, itself included.
  public List<Statement> block(Statement statement) {
    Node above = parents.getOrDefault(statement, parsed.tree());
    for (List<Statement> block : blocks(above)) {
      for (Statement each : block) {
        if (each.equals(statement)) {
          return block;
        }
      }
    }
    return List.of(statement);
  }

  /// The blocks of statements directly under a node.
  public static List<List<Statement>> blocks(Node node) {
    return switch (node) {
      case Module module -> List.of(module.body());
      case Statement.Function function -> List.of(function.body());
      case Statement.ClassDef definition -> List.of(definition.body());
      case Statement.ForLoop loop -> List.of(loop.body(), loop.orelse());
      case Statement.While loop -> List.of(loop.body(), loop.orelse());
      case Statement.If branch -> List.of(branch.body(), branch.orelse());
      case Statement.WithBlock with -> List.of(with.body());
      case Statement.TryBlock attempt ->
          List.of(attempt.body(), attempt.orelse(), attempt.finalbody());
      case ExceptHandler handler -> List.of(handler.body());
      case MatchCase matchCase -> List.of(matchCase.body());
      case Statement.Invalid invalid -> List.of(invalid.body());
      case Node other -> List.of();
    };
  }

  /// Where a statement begins, its decorators included.
  public int startOf(Statement statement) {
    List<? extends Node> decorators =
        switch (statement) {
          case Statement.Function function -> function.decoratorList();
          case Statement.ClassDef definition -> definition.decoratorList();
          case Statement other -> List.of();
        };
    if (decorators.isEmpty()) {
      return statement.start();
    }
    int first = decorators.getFirst().start();
    return source().lines().startOf(source().lines().lineOf(first)) + indentAt(first).length();
  }

  /// The blanks before the text of the line that holds an offset.
  public String indentAt(int offset) {
    int start = source().lines().startOf(source().lines().lineOf(offset));
    int end = start;
    byte[] utf8 = source().utf8();
    while (end < utf8.length && (utf8[end] == ' ' || utf8[end] == '\t' || utf8[end] == '\f')) {
      end++;
    }
    return source().text(start, end);
  }

  /// Whether a statement has its lines to itself.
  public boolean alone(Statement statement) {
    int start = startOf(statement);
    int lineStart = source().lines().startOf(source().lines().lineOf(start));
    if (lineStart + indentAt(start).length() != start) {
      return false;
    }
    int lineEnd = source().lines().endOf(source().lines().lineOf(statement.end()));
    String rest = source().text(statement.end(), lineEnd).strip();
    return rest.isEmpty() || rest.startsWith("#");
  }

  /// The line on which a node begins.
  public int line(Node node) {
    return source().lines().lineOf(node.start());
  }

  /// The line on which a node ends.
  public int endLine(Node node) {
    return source().lines().lineOf(Math.max(node.start(), node.end() - 1));
  }

  /// Whether a node stands on one of the lines.
  ///
  /// @param lines numbers of lines, from 1
  boolean touches(Node node, Set<Integer> lines) {
    int first = line(node);
    int last = endLine(node);
    return lines.stream().anyMatch(line -> line >= first && line <= last);
  }

  /// Every node at or below one that fits, in the order of the text.
  public static List<Node> all(Node root, Predicate<Node> fits) {
    var out = new ArrayList<Node>();
    root.walk(node -> {
      if (fits.test(node)) {
        out.add(node);
      }
    });
    return out;
  }
}
