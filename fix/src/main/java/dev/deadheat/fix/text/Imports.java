package dev.deadheat.fix.text;

import dev.deadheat.python.ast.Alias;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Literal;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Lines;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Makes names known in a file: finds the import that is there, or adds one where the file's own
/// order wants it. A name that already means something else gets another one.
public final class Imports {
  private final Document document;
  private final Set<String> taken;
  private final Map<String, SortedSet<String>> added = new HashMap<>();

  /// Starts from a file and the place in it that needs names.
  ///
  /// @param user where the names will be used: what is bound there must not be hidden
  public Imports(Document document, Node user) {
    this.document = document;
    this.taken = bound(user);
  }

  /// How to write a name at the place of use, and the edits that make it known there.
  public record Known(String name, List<Edit> edits) {}

  /// Makes `from module import name` known.
  ///
  /// @param module with as many dots before it as a relative import has
  public Known of(String module, String name) {
    Optional<String> there = known(module, name);
    if (there.isPresent()) {
      return new Known(there.get(), List.of());
    }
    String called =
        taken.contains(name) ? module.substring(module.lastIndexOf('.') + 1) + "_" + name : name;
    String entry = called.equals(name) ? name : name + " as " + called;
    List<Statement.ImportFrom> same =
        document.parsed().tree().body().stream()
            .filter(Statement.ImportFrom.class::isInstance)
            .map(Statement.ImportFrom.class::cast)
            .filter(from -> is(from, module) && plain(from))
            .toList();
    SortedSet<String> entries = added.computeIfAbsent(module, _ -> new TreeSet<>());
    entries.add(entry);
    if (same.size() > 1 && same.stream().allMatch(from -> from.names().size() == 1)) {
      // One name a line, as isort's force_single_line has it.
      List<String> lines =
          entries.stream().map(each -> "from " + module + " import " + each).toList();
      return new Known(called, List.of(Blocks.after(document, same.getLast(), lines)));
    }
    if (!same.isEmpty()) {
      return new Known(called, List.of(merge(same.getFirst(), name, entry)));
    }
    return new Known(called, List.of(insert(module, String.join(", ", entries))));
  }

  private static boolean is(Statement.ImportFrom from, String module) {
    return module(from).equals(module);
  }

  /// The module that an import names, as it is written: `.models`.
  public static String module(Statement.ImportFrom from) {
    return ".".repeat(from.level()) + from.module().orElse("");
  }

  private boolean plain(Statement.ImportFrom from) {
    return from.names().stream().noneMatch(alias -> alias.name().equals("*"))
        && document.alone(from)
        && document.parsed().comments().stream().noneMatch(comment -> from.span().contains(comment))
        && !document.text(from).contains("\\");
  }

  /// How a name is written that is imported already, by itself or with its module, and that nothing
  /// at the place of use hides.
  private Optional<String> known(String module, String name) {
    int dot = module.lastIndexOf('.');
    boolean top = dot < 0 || module.substring(0, dot + 1).chars().allMatch(c -> c == '.');
    String parent = module.substring(0, top ? dot + 1 : dot);
    return imported(module, name)
        .or(() -> imported(parent, module.substring(dot + 1)).map(local -> local + "." + name));
  }

  private Optional<String> imported(String module, String name) {
    return document.parsed().tree().body().stream()
        .filter(Statement.ImportFrom.class::isInstance)
        .map(Statement.ImportFrom.class::cast)
        .filter(from -> is(from, module))
        .flatMap(from -> from.names().stream())
        .filter(alias -> alias.name().equals(name))
        .map(alias -> alias.asname().orElse(alias.name()))
        .filter(local -> count(local) <= 1)
        .findFirst();
  }

  /// How often a name is bound where the place of use sees it, the import itself included.
  private int count(String name) {
    return taken.contains(name) ? (shadowed.contains(name) ? 2 : 1) : 0;
  }

  private final Set<String> shadowed = new HashSet<>();

  /// The names bound at the top of the module, and in the functions around the place of use.
  private Set<String> bound(Node user) {
    var out = new HashSet<String>();
    var scopes = new ArrayList<Node>();
    scopes.add(document.parsed().tree());
    for (Node above : document.above(user)) {
      if (above instanceof Statement.Function) {
        scopes.add(above);
      }
    }
    if (user instanceof Statement.Function) {
      scopes.add(user);
    }
    for (Node scope : scopes) {
      var here = new HashSet<String>();
      if (scope instanceof Statement.Function function) {
        function.args().all().forEach(arg -> here.add(arg.arg()));
        function.body().forEach(each -> bind(each, here, false));
      } else {
        scope.forEachChild(each -> bind(each, here, true));
      }
      for (String name : here) {
        if (!out.add(name)) {
          shadowed.add(name);
        }
      }
    }
    return out;
  }

  /// Adds what a statement binds in its own scope.
  private void bind(Node node, Set<String> names, boolean top) {
    switch (node) {
      case Statement.Function function -> names.add(function.name());
      case Statement.ClassDef definition -> names.add(definition.name());
      case Statement.ImportFrom from -> from.names().forEach(alias -> add(alias, names, top));
      case Statement.Import plain -> plain.names().forEach(alias -> add(alias, names, top));
      case Expression.Name name when name.ctx() != dev.deadheat.python.ast.ExprContext.LOAD ->
          names.add(name.id());
      case Expression.Lambda _ -> {}
      case Node other -> other.forEachChild(child -> bind(child, names, top));
    }
  }

  private void add(Alias alias, Set<String> names, boolean top) {
    String name = alias.asname().orElse(alias.name());
    int dot = name.indexOf('.');
    String local = dot < 0 ? name : name.substring(0, dot);
    if (!names.add(local) && top && alias.asname().isEmpty()) {
      // Imported twice at the top, as under `if TYPE_CHECKING`: the same thing.
      names.add(local);
    }
  }

  /// Adds a name to an import that is there.
  private Edit merge(Statement.ImportFrom from, String name, String entry) {
    List<Alias> names = from.names();
    int at = 0;
    while (at < names.size() && before(names.get(at).name(), name)) {
      at++;
    }
    if (!sorted(names)) {
      at = names.size();
    }
    Layout layout = document.layout();
    boolean manyLines = document.line(from) != document.endLine(from);
    if (manyLines && document.line(names.getFirst()) != document.line(from)) {
      String indent = document.indentAt(names.getFirst().start());
      boolean oneEach = document.line(names.getFirst()) != document.line(names.getLast());
      if (at < names.size()) {
        String gap = oneEach || names.size() == 1 ? "," + layout.lineBreak() + indent : ", ";
        return Edit.insert(names.get(at).start(), entry + gap);
      }
      String gap = oneEach || names.size() == 1 ? "," + layout.lineBreak() + indent : ", ";
      return Edit.insert(names.getLast().end(), gap + entry);
    }
    Edit inline =
        at < names.size()
            ? Edit.insert(names.get(at).start(), entry + ", ")
            : Edit.insert(names.getLast().end(), ", " + entry);
    int length = document.source().text(from.start(), from.end()).length();
    if (manyLines || length + entry.length() + 2 <= layout.lineLength()) {
      return inline;
    }
    var entries = new ArrayList<String>();
    names.forEach(alias -> entries.add(document.text(alias)));
    entries.add(at, entry);
    return new Edit(from.span(), unfolded(from, entries));
  }

  private String unfolded(Statement.ImportFrom from, List<String> entries) {
    Layout layout = document.layout();
    var out = new StringBuilder("from " + module(from) + " import (");
    String joined = layout.unit() + String.join(", ", entries);
    if (joined.length() + 1 <= layout.lineLength() && entries.size() < 3) {
      out.append(layout.lineBreak()).append(joined).append(',');
    } else {
      entries.forEach(e -> out.append(layout.lineBreak() + layout.unit() + e + ","));
    }
    return out.append(layout.lineBreak()).append(')').toString();
  }

  private static boolean sorted(List<Alias> names) {
    for (int i = 1; i < names.size(); i++) {
      if (!before(names.get(i - 1).name(), names.get(i).name())) {
        return false;
      }
    }
    return true;
  }

  /// isort's order: constants, then classes, then the rest.
  private static boolean before(String left, String right) {
    int kinds = Integer.compare(kind(left), kind(right));
    return kinds != 0 ? kinds < 0 : left.compareTo(right) <= 0;
  }

  private static int kind(String name) {
    boolean upper = name.equals(name.toUpperCase(java.util.Locale.ROOT)) && name.length() > 1;
    return upper ? 0 : Character.isUpperCase(name.charAt(0)) ? 1 : 2;
  }

  private Edit insert(String module, String entry) {
    String line = "from " + module + " import " + entry;
    var sections = ImportSections.of(document);
    Layout layout = document.layout();
    Optional<Statement> after = sections.after(module);
    if (after.isPresent()) {
      boolean gap = !sections.sameSection(after.get(), module);
      Edit edit = Blocks.after(document, after.get(), gap ? List.of("", line) : List.of(line));
      boolean joinsNext = gap && sections.nextTouches(after.get());
      return joinsNext ? new Edit(edit.span(), edit.text() + layout.lineBreak()) : edit;
    }
    Optional<Statement> before = sections.before(module);
    if (before.isPresent()) {
      boolean gap = !sections.sameSection(before.get(), module);
      return Blocks.before(document, before.get(), gap ? List.of(line, "") : List.of(line));
    }
    return alone(line);
  }

  /// The first import of a file: after its docstring and leading comments.
  private Edit alone(String line) {
    List<Statement> body = document.parsed().tree().body();
    String broken = document.layout().lineBreak();
    if (!body.isEmpty()
        && body.getFirst() instanceof Statement.Expr expr
        && expr.value() instanceof Expression.Constant constant
        && constant.value() instanceof Literal.Str) {
      return Blocks.after(document, body.getFirst(), List.of("", line));
    }
    Lines lines = document.source().lines();
    int first = 1;
    while (first < lines.count()
        && document.source().text(lines.spanOf(first)).strip().startsWith("#")) {
      first++;
    }
    int at = first == 1 ? document.source().markBytes() : lines.startOf(first);
    return new Edit(new Span(at, at), line + broken + broken + broken);
  }
}
