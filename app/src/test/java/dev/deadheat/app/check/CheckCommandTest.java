package dev.deadheat.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.app.Exit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir Path folder = Path.of("");
  private Shop shop = new Shop(Path.of(""));

  @BeforeEach
  void project() throws IOException {
    shop = Shop.in(folder);
  }

  @Test
  void marksTheReadAndTheWriteAndTellsTheStoryWithinEightyColumns() {
    var said = shop.check();

    assertThat(said.exit()).isEqualTo(Exit.FOUND);
    assertThat(said.out())
        .contains("DH101 lost-update [high, high confidence]")
        .contains(
            """
               --> shop/views.py:6
               |
             6 |     item = Item.objects.get(pk=pk)
               |     ------------------------------ read
             7 |     item.stock -= 1
             8 |     item.save()
               |     ^^^^^^^^^^^ write
            """)
        .contains("  = reached by: view sell")
        .endsWith("1 finding in 5 files, 2 models, 1 entry point\n");
    assertThat(said.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void readsTheWholeProjectButReportsOnWhatWasNamed() throws IOException {
    shop.write("shop/other.py", Shop.SELL);

    assertThat(shop.check("shop/other.py", "--output-format", "concise").out())
        .contains("shop/other.py:8: DH101")
        .doesNotContain("shop/views.py:8")
        .contains("in 6 files, 2 models");
  }

  @Test
  void takesTheProjectsWordForItsLocks() throws IOException {
    shop.write(
        "shop/views.py",
        """
        from ops import hold
        from shop.models import Item


        def sell(request, pk):
            with hold(pk):
                item = Item.objects.get(pk=pk)
                item.stock -= 1
                item.save()
        """);
    assertThat(shop.check("shop/views.py").exit()).isEqualTo(Exit.FOUND);

    shop.write("pyproject.toml", "[tool.deadheat]\nlock-functions = [\"hold\"]\n");
    assertThat(shop.check("shop/views.py").exit()).isEqualTo(Exit.CLEAN);
  }

  @Test
  void selectsAndIgnoresByCodeNameOrStartOfACode() {
    assertThat(shop.check("--select", "DH2,stale-overwrite").exit()).isEqualTo(Exit.CLEAN);
    assertThat(shop.check("--select", "dh1").exit()).isEqualTo(Exit.FOUND);
    assertThat(shop.check("--ignore", "lost-update").exit()).isEqualTo(Exit.CLEAN);
    assertThat(shop.check("--exit-zero").exit()).isEqualTo(Exit.CLEAN);
  }

  @Test
  void answersAMistypedRuleFormatOrOptionWithTheNearest() {
    assertThat(shop.check("--select", "lost-updat").err())
        .contains("--select: there is no rule 'lost-updat'; did you mean lost-update?");
    assertThat(shop.check("--output-format", "serif").err()).contains("did you mean sarif?");
    assertThat(shop.check("--basline", "x").err()).contains("did you mean --baseline?");
    assertThat(shop.check("nowhere").err()).contains("there is no nowhere");
    assertThat(shop.check("nowhere").exit()).isEqualTo(Exit.ERROR);
  }

  @Test
  void aCommentAnswersWithAReasonAndIsReportedWhereItAnswersNothing() throws IOException {
    shop.write(
        "shop/views.py",
        Shop.SELL.replace(
            "    item.save()",
            "    item.save()  # deadheat: ignore[lost-update] -- one worker only"));
    var answered = shop.check();
    shop.write(
        "shop/views.py",
        Shop.SELL.replace("    item.save()", "    item.save()  # deadheat: ignore[DH101]"));
    var unreasoned = shop.check();
    shop.write("shop/views.py", "# deadheat: ignore[max-plus-one] -- never\n" + Shop.SELL);
    var unused = shop.check();

    assertThat(answered.exit()).isEqualTo(Exit.CLEAN);
    assertThat(answered.out()).contains("1 answered by comments");
    assertThat(unreasoned.exit()).isEqualTo(Exit.FOUND);
    assertThat(unreasoned.out()).contains("needs a reason");
    assertThat(unused.out()).contains("shop/views.py:1: this suppression answers nothing");
  }

  @Test
  void namesAFileThatIsNoPythonAndChecksTheRest() throws IOException {
    shop.write("shop/broken.py", "def f(:\n    pass\n");

    var said = shop.check();

    assertThat(said.exit()).isEqualTo(Exit.FOUND);
    assertThat(said.out()).contains("shop/broken.py:1: not read whole:").contains("in 6 files");
  }

  @Test
  void countsByRule() {
    assertThat(shop.check("--statistics").out())
        .isEqualTo(
            """
                 1  DH101  lost-update
            1 finding in 5 files, 2 models, 1 entry point
            """);
  }

  @Test
  void obeysTheProjectsSettings() throws IOException {
    shop.write("shop/copy.py", Shop.SELL);
    shop.write("legacy/old.py", Shop.SELL);
    shop.write(
        "pyproject.toml",
        """
        [tool.deadheat]
        exclude = ["legacy"]
        [tool.deadheat.per-file-ignores]
        "shop/cop*.py" = ["DH1"]
        [tool.deadheat.severity]
        "Item.stock" = "low"
        """);

    assertThat(shop.check("--output-format", "concise").out())
        .isEqualTo(
            """
            shop/views.py:8: DH101 lost-update [low, high confidence] `stock` of Item is computed\
             from a value that was read without a lock and written back: of two requests at once,\
             one change is lost
            1 finding in 6 files, 2 models, 1 entry point
            """);
  }

  @Test
  void answersAWrongSettingWithItsPlaceAndTheNearestKey() throws IOException {
    shop.write("pyproject.toml", "[tool.deadheat]\nselct = [\"DH1\"]\n");
    assertThat(shop.check().err())
        .contains("pyproject.toml:2:1:")
        .contains("no key selct; did you mean select?");
    shop.write("pyproject.toml", "[tool.deadheat]\nselect = [\"DH9\"]\n");
    assertThat(shop.check().err()).contains("select: there is no rule 'DH9'");
    shop.write("pyproject.toml", "[tool.deadheat.severity]\nItem = \"grave\"\n");
    assertThat(shop.check().err()).contains("a severity is \"high\", \"medium\" or \"low\"");
    shop.write("pyproject.toml", "[tool\n");
    assertThat(shop.check().exit()).isEqualTo(Exit.ERROR);
  }

  @Test
  void initWritesSettingsThatChangeNothingAndNeverTwice() throws IOException {
    var before = shop.check().out();
    shop.write("pyproject.toml", "[project]\nname = \"shop\"");

    assertThat(shop.init().exit()).isEqualTo(Exit.CLEAN);
    var written = shop.read("pyproject.toml");
    assertThat(written).startsWith("[project]\nname = \"shop\"\n\n[tool.deadheat]\n");
    assertThat(shop.check().out()).isEqualTo(before);
    assertThat(shop.init().err()).contains("has a [tool.deadheat] already");
    assertThat(shop.read("pyproject.toml")).isEqualTo(written);

    // Every line that is commented out is a setting that can be put in.
    shop.write("pyproject.toml", written.replaceAll("(?m)^# (?=[a-z-]+ = |\\[|\")", ""));
    assertThat(shop.check().err()).isEmpty();
  }
}
