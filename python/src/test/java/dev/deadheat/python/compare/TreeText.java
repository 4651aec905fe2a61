package dev.deadheat.python.compare;

import dev.deadheat.python.ParsedFile;
import dev.deadheat.python.ast.Arguments;
import dev.deadheat.python.ast.BoolOperator;
import dev.deadheat.python.ast.CmpOperator;
import dev.deadheat.python.ast.Comprehension;
import dev.deadheat.python.ast.Conversion;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Literal;
import dev.deadheat.python.ast.MatchCase;
import dev.deadheat.python.ast.Module;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Operator;
import dev.deadheat.python.ast.UnaryOperator;
import dev.deadheat.python.ast.WithItem;
import dev.deadheat.source.Lines;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Writes a tree as `compare/dump.py` does: a line for each node. Goes by the names of the records
/// and their components, so it also checks that these are Python's.
final class TreeText {
  private final Lines lines;
  private final int markBytes;
  private final List<String> out = new ArrayList<>();
  private final Map<Class<?>, List<Field>> fields = new HashMap<>();

  private record Field(String name, RecordComponent component) {}

  private TreeText(ParsedFile file) {
    this.lines = file.source().lines();
    this.markBytes = file.source().markBytes();
  }

  static List<String> of(ParsedFile file) throws ReflectiveOperationException {
    TreeText text = new TreeText(file);
    text.write(0, "", file.tree());
    return text.out;
  }

  private void write(int depth, String field, Node node) throws ReflectiveOperationException {
    StringBuilder line = new StringBuilder();
    line.append(depth).append(' ').append(field).append(' ').append(name(node));
    line.append(' ').append(place(node));
    int index = out.size();
    out.add("");
    for (Field each : fieldsOf(node.getClass())) {
      Object value = each.component().getAccessor().invoke(node);
      if (value instanceof Optional<?> optional) {
        if (optional.isEmpty()) {
          continue;
        }
        value = optional.get();
      }
      if (value instanceof Node child) {
        write(depth + 1, each.name(), child);
      } else if (value instanceof List<?> list && holdsNodes(list)) {
        for (Object element : list) {
          if (element instanceof Optional<?> optional) {
            if (optional.isEmpty()) {
              out.add((depth + 1) + " " + each.name() + " None");
              continue;
            }
            element = optional.get();
          }
          write(depth + 1, each.name(), (Node) element);
        }
      } else if (!(value instanceof List<?> list && list.isEmpty())) {
        line.append(' ').append(each.name()).append('=').append(scalar(value));
      }
    }
    out.set(index, line.toString());
  }

  /// Simple fields last, `ctx` among them, as the script has them.
  private List<Field> fieldsOf(Class<?> type) {
    return fields.computeIfAbsent(
        type,
        key -> {
          List<Field> found = new ArrayList<>();
          for (RecordComponent component : key.getRecordComponents()) {
            String name = component.getName();
            if (!name.equals("start") && !name.equals("end")) {
              component.getAccessor().setAccessible(true);
              found.add(new Field(pythonName(name), component));
            }
          }
          return found;
        });
  }

  private static String pythonName(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String name(Node node) {
    return switch (node) {
      case Arguments _, dev.deadheat.python.ast.Arg _, dev.deadheat.python.ast.Keyword _ ->
          node.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      case dev.deadheat.python.ast.Alias _, WithItem _, Comprehension _ ->
          node.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      case MatchCase _ -> "match_case";
      default -> node.getClass().getSimpleName();
    };
  }

  private String place(Node node) {
    return switch (node) {
      case Module _, Arguments _, WithItem _, Comprehension _, MatchCase _ -> "-";
      default -> at(node.start()) + "-" + at(node.end());
    };
  }

  private String at(int offset) {
    int line = lines.lineOf(offset);
    return line + ":" + (offset - lines.startOf(line) - (line == 1 ? markBytes : 0));
  }

  private static boolean holdsNodes(List<?> list) {
    return !list.isEmpty()
        && (list.getFirst() instanceof Node || list.getFirst() instanceof Optional<?>);
  }

  private static String scalar(Object value) {
    return switch (value) {
      case Literal literal -> literal(literal);
      case String string -> quoted(string);
      case Boolean bool -> bool ? "True" : "False";
      case Integer number -> Integer.toHexString(number);
      case Operator op -> op.pythonName();
      case UnaryOperator op -> op.pythonName();
      case BoolOperator op -> op.pythonName();
      case CmpOperator op -> op.pythonName();
      case ExprContext context ->
          switch (context) {
            case LOAD -> "Load";
            case STORE -> "Store";
            case DEL -> "Del";
          };
      case Conversion conversion ->
          switch (conversion) {
            case NONE -> "-1";
            case STR -> "73";
            case REPR -> "72";
            case ASCII -> "61";
          };
      case List<?> list ->
          "[" + String.join(",", list.stream().map(TreeText::scalar).toList()) + "]";
      default -> throw new IllegalStateException("no scalar: " + value.getClass());
    };
  }

  private static String literal(Literal literal) {
    return switch (literal) {
      case Literal.Str(String value) -> quoted(value);
      case Literal.Bytes(String latin1) -> "b" + quoted(latin1);
      case Literal.Int(var value) -> value.toString(16);
      case Literal.Real(double value) -> "f" + hex(value);
      case Literal.Imaginary(double value) -> "j" + hex(value);
      case Literal.Bool(boolean value) -> value ? "True" : "False";
      case Literal.None() -> "None";
      case Literal.Ellipsis() -> "Ellipsis";
    };
  }

  private static String hex(double value) {
    return String.format("%016x", Double.doubleToRawLongBits(value));
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 32 && c < 127 && c != '\\') {
        text.append(c);
      } else {
        text.append('\\').append(Integer.toHexString(c)).append(';');
      }
    }
    return text.append('"').toString();
  }
}
