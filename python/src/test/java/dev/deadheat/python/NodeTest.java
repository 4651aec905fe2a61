package dev.deadheat.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Literal;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeTest {
  private static ParsedFile parse(String text) {
    ParsedFile file = Parser.parse(SourceFile.ofText("a.py", text));
    assertThat(file.problems()).isEmpty();
    return file;
  }

  private static List<String> leaves(ParsedFile file) {
    List<String> leaves = new ArrayList<>();
    file.tree()
        .walk(node -> {
          if (node.children().isEmpty()) {
            leaves.add(file.text(node));
          }
        });
    return leaves;
  }

  @Test
  void childrenComeInTheOrderOfTheText() {
    String text =
        "@a\ndef f[T: b](c: d, /, e=g, *h, i=j, **k) -> l:\n  return m(n, o=p, *q) if r else {s: t, **u}\n";
    assertThat(String.join(" ", leaves(parse(text)).stream().filter(s -> s.length() == 1).toList()))
        .isEqualTo("a b d e g h i j k l m n p q r s t u");
  }

  static List<Path> files() throws IOException {
    return TokensTest.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyChildListIsSorted(Path path) throws IOException {
    ParsedFile file = Parser.parse(SourceFile.of("a.py", Files.readAllBytes(path)));
    file.tree()
        .walk(node ->
            assertThat(placed(node))
                .isSortedAccordingTo((a, b) -> Integer.compare(a.start(), b.start())));
  }

  /// The text that `{x=}` writes stands inside the field that follows it.
  private static List<Node> placed(Node node) {
    return node instanceof Expression.JoinedStr || node instanceof Expression.TemplateStr
        ? List.of()
        : node.children();
  }

  @Test
  void namesOfDefinitionsAreFound() {
    ParsedFile file = parse("@d\nasync  def  f(): pass\nclass  C: pass\n");
    var function = (Statement.Function) file.tree().body().getFirst();
    assertThat(file.source().text(file.nameSpan(function))).isEqualTo("f");
    var classDef = (Statement.ClassDef) file.tree().body().getLast();
    assertThat(file.source().text(file.nameSpan(classDef))).isEqualTo("C");
    assertThat(file.position(classDef)).hasToString("3:1");
  }

  @Test
  void namesAndShortStringsAreShared() {
    ParsedFile file = parse("quite_unusual_name = quite_unusual_name\n'pk_1', 'pk_1'\n");
    var assign = (Statement.Assign) file.tree().body().getFirst();
    assertThat(((Expression.Name) assign.value()).id())
        .isSameAs(((Expression.Name) assign.targets().getFirst()).id());
  }

  @Test
  void stringsAreResolved() {
    var expr = (Statement.Expr) parse("'a\\tb' \"c\"\n").tree().body().getFirst();
    assertThat(((Expression.Constant) expr.value()).string()).contains("a\tbc");
    var bytes = (Statement.Expr) parse("b'\\xff'\n").tree().body().getFirst();
    assertThat(((Expression.Constant) bytes.value()).value())
        .isEqualTo(new Literal.Bytes("\u00ff"));
  }

  @Test
  void walkMeetsEveryNodeOnceBeforeItsChildren() {
    List<Node> met = new ArrayList<>();
    parse("a = b + c\nd()\n").tree().walk(met::add);
    assertThat(met).hasSize(9);
    assertThat(met.get(1)).isInstanceOf(Statement.Assign.class);
    assertThat(met.get(2)).isInstanceOf(Expression.Name.class);
  }
}
