package dev.deadheat.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One bad line does not hide the rest of a file.
class RecoveryTest {
  private static ParsedFile parse(String text) {
    return Parser.parse(SourceFile.ofText("a.py", text));
  }

  /// The names of the functions found, at any depth.
  private static List<String> functions(ParsedFile file) {
    List<String> names = new ArrayList<>();
    file.tree()
        .walk(node -> {
          if (node instanceof Statement.Function function) {
            names.add(function.name());
          }
        });
    return names;
  }

  private static List<String> texts(ParsedFile file) {
    return file.tree().body().stream().map(file::text).toList();
  }

  @Test
  void aBadStatementIsKeptAsInvalid() {
    ParsedFile file = parse("a = 1\nb = = 2\nc = 3\n");
    assertThat(texts(file)).containsExactly("a = 1", "b = = 2", "c = 3");
    assertThat(file.tree().body().get(1)).isInstanceOf(Statement.Invalid.class);
    assertThat(file.problems()).hasSize(1);
    assertThat(file.source().lines().position(file.problems().getFirst().span().start()))
        .hasToString("2:5");
  }

  @Test
  void theBlockUnderABadHeaderIsRead() {
    ParsedFile file = parse("class A(x y):\n    def f(self): pass\n    def g(self): pass\n");
    assertThat(functions(file)).containsExactly("f", "g");
    assertThat(file.problems()).hasSize(1);
  }

  @Test
  void aBadElseKeepsTheIf() {
    ParsedFile file =
        parse("if a:\n    def f(): pass\nelse b:\n    def g(): pass\ndef h(): pass\n");
    assertThat(file.tree().body().getFirst()).isInstanceOf(Statement.If.class);
    assertThat(functions(file)).containsExactly("f", "g", "h");
    assertThat(file.problems()).hasSize(1);
  }

  @Test
  void aBadExceptKeepsTheTry() {
    ParsedFile file =
        parse("try:\n    def f(): pass\nexcept A B:\n    def g(): pass\nfinally:\n    c\nd\n");
    assertThat(file.tree().body()).hasSize(2);
    assertThat(file.tree().body().getFirst()).isInstanceOf(Statement.Try.class);
    assertThat(functions(file)).containsExactly("f", "g");
  }

  @Test
  void aBracketThatIsNeverClosedEndsBeforeTheNextDefinition() {
    ParsedFile file =
        parse("x = f(1,\n\ndef g():\n    y = (\n    return 1\n\nasync def h(): pass\n");
    assertThat(functions(file)).containsExactly("g", "h");
    assertThat(file.problems()).extracting(Problem::message).containsOnly("'(' was never closed");
    assertThat(file.problems()).hasSize(2);
  }

  @Test
  void aBracketThatIsNeverClosedEndsBeforeAnImport() {
    ParsedFile file = parse("x = [1,\nfrom a import b\nimport c\n");
    assertThat(texts(file)).containsExactly("x = [1,", "from a import b", "import c");
  }

  @Test
  void aStringThatIsNeverClosedEndsWithItsLine() {
    ParsedFile file = parse("x = f('a, b)\ny = 2\n");
    assertThat(texts(file)).containsExactly("x = f('a, b)", "y = 2");
  }

  @Test
  void aTripleStringThatIsNeverClosedHidesItsLineOnly() {
    ParsedFile file = parse("x = '''a\ndef f(): pass\n");
    assertThat(functions(file)).containsExactly("f");
  }

  @Test
  void anFStringThatIsNeverClosedEndsWithItsLine() {
    ParsedFile file = parse("x = f'{a\ndef f(): pass\ny = f'b{\n'\ndef g(): pass\n");
    assertThat(functions(file)).containsExactly("f", "g");
  }

  @Test
  void aMissingBlockIsAProblem() {
    ParsedFile file = parse("def f():\ndef g(): pass\n");
    assertThat(functions(file)).containsExactly("f", "g");
    assertThat(file.problems()).hasSize(1);
  }

  @Test
  void aLineIndentedTooFarIsStillRead() {
    ParsedFile file = parse("a = 1\n    b = 2\nc = 3\n");
    assertThat(texts(file)).containsExactly("a = 1", "b = 2", "c = 3");
    assertThat(file.problems()).hasSize(1);
  }

  @Test
  void anIndentationThatMatchesNoBlockIsAProblem() {
    ParsedFile file = parse("if a:\n        b\n    c\nd\n");
    assertThat(file.problems()).hasSize(1);
    assertThat(file.tree().body()).hasSize(3);
  }

  @Test
  void aBadCaseKeepsTheOthers() {
    ParsedFile file =
        parse(
            "match x:\n    case 1 2:\n        def f(): pass\n    case _:\n        def g(): pass\n");
    assertThat(functions(file)).containsExactly("f", "g");
    assertThat(((Statement.Match) file.tree().body().getFirst()).cases()).hasSize(2);
  }

  @Test
  void python2IsReadAroundItsPrints() {
    ParsedFile file = parse("def f(x):\n    print \"a\", x\n    return x\n\ndef g(): pass\n");
    assertThat(functions(file)).containsExactly("f", "g");
    Node last = ((Statement.FunctionDef) file.tree().body().getFirst()).body().getLast();
    assertThat(last).isInstanceOf(Statement.Return.class);
  }

  @Test
  void aKeywordThatWasANameIsReadAsOne() {
    ParsedFile file =
        parse(
            """
            class A:
                def save(self, async=False, *args):
                    if async:
                        async = self.async
                    self.send(1, async=async)
                    async.apply(class=2)
                    return async
            """);
    assertThat(functions(file)).containsExactly("save");
    var invalid = new ArrayList<Node>();
    file.tree()
        .walk(node -> {
          if (node instanceof Statement.Invalid) {
            invalid.add(node);
          }
        });
    assertThat(invalid).isEmpty();
    assertThat(file.problems())
        .extracting(Problem::message)
        .contains(
            "'async' is a keyword and cannot be a name",
            "'class' is a keyword and cannot be a name")
        .hasSize(9);
  }

  @Test
  void aKeywordIsToldOnceWhereItemsAreReadTwice() {
    ParsedFile file = parse("with (a.async + b) as c:\n    def f(): pass\n");
    assertThat(functions(file)).containsExactly("f");
    assertThat(file.problems()).hasSize(1);
  }
}
