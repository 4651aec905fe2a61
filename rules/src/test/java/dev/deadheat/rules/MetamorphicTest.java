package dev.deadheat.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectReader;
import dev.deadheat.testkit.LiteratePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What does not change the meaning of a project changes no finding: over all examples of all
/// pages.
///
/// Names are changed together: a parameter without a type that is called as a model is written,
/// `item` for `Item`, is taken for a row of it, so a name that stops saying so is another program.
class MetamorphicTest {
  private static final Pattern DEFINITION = Pattern.compile("(?m)^(?=@|def |class |async def )");

  /// A change that means nothing.
  enum Change {
    RENAMED {
      @Override
      Map<String, String> apply(Map<String, String> files) {
        return each(
            files,
            text ->
                text.replaceAll("\\bItem\\b", "Gadget")
                    .replaceAll("\\bitem\\b", "gadget")
                    .replaceAll("\\bSupplier\\b", "Vendor"));
      }
    },
    REORDERED {
      @Override
      Map<String, String> apply(Map<String, String> files) {
        return each(files, MetamorphicTest::reversed);
      }
    },
    REFORMATTED {
      @Override
      Map<String, String> apply(Map<String, String> files) {
        return each(
            files,
            text ->
                text.replaceAll("(?m)^((?: {4})+)", "$1$1")
                    .replaceAll("(?m)\\)$", ") # done")
                    .replace("\n\n\n", "\n\n\n# ---\n\n\n"));
      }
    },
    NESTED {
      @Override
      Map<String, String> apply(Map<String, String> files) {
        return each(files, Wrapping::nested);
      }
    },
    FORWARDED {
      @Override
      Map<String, String> apply(Map<String, String> files) {
        return each(files, Wrapping::forwarded);
      }
    },
    MOVED {
      @Override
      Map<String, String> apply(Map<String, String> files) {
        var out = new TreeMap<String, String>();
        files.forEach((path, text) -> out.put(path.replaceFirst("^shop/", "src/site/shop/"), text));
        return out;
      }
    };

    abstract Map<String, String> apply(Map<String, String> files);

    private static Map<String, String> each(
        Map<String, String> files, UnaryOperator<String> change) {
      var out = new TreeMap<String, String>();
      files.forEach((path, text) -> out.put(path, change.apply(text)));
      return out;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangeThatMeansNothingChangesNoFinding(Change change) {
    int changed = 0;
    for (RuleId rule : Rules.ids()) {
      for (LiteratePage.Example example : LiteratePage.examples(RulePages.page(rule))) {
        Map<String, String> other = change.apply(example.files());
        assertThat(found(other))
            .as("%s: %s", rule.code(), example.title())
            .isEqualTo(found(example.files()));
        changed += other.equals(example.files()) ? 0 : 1;
      }
    }
    assertThat(changed).isGreaterThan(Rules.ids().size());
  }

  /// The functions of a file that follow one another, in the other order; classes stay.
  private static String reversed(String text) {
    List<String> parts = new ArrayList<>(List.of(DEFINITION.split(text, -1)));
    var whole = new ArrayList<String>();
    for (String part : parts) {
      boolean decorated = !whole.isEmpty() && whole.getLast().startsWith("@");
      if (decorated && whole.getLast().strip().lines().allMatch(line -> line.startsWith("@"))) {
        whole.set(whole.size() - 1, whole.getLast() + part);
      } else {
        whole.add(part.endsWith("\n") ? part : part + "\n");
      }
    }
    int first = whole.size();
    while (first > 0 && !whole.get(first - 1).startsWith("class ") && first - 1 > 0) {
      first--;
    }
    return String.join("\n", whole.subList(0, first))
        + String.join("\n", whole.subList(first, whole.size()).reversed());
  }

  private static List<String> found(Map<String, String> files) {
    var sorted = new TreeMap<>(files);
    return Rules.check(
            ProjectReader.read(
                List.copyOf(sorted.keySet()),
                path -> sorted.getOrDefault(path, "").getBytes(UTF_8)))
        .stream()
        .filter(finding -> finding.confidence() != Confidence.LOW)
        .map(finding ->
            finding.rule().code() + " " + finding.function().replaceFirst("(_body|\\.inner)$", ""))
        .distinct()
        .sorted()
        .toList();
  }
}
