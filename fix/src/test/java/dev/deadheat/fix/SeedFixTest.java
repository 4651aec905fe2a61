package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Applicability;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Kind;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The seed's racy view is cured as its compliant one is.
final class SeedFixTest {
  private static final String RACY = "myapp/views/noncompliant.py";

  private final Map<String, byte[]> files = seed();
  private final ProjectFacts facts = ProjectReader.read(files);
  private final Finding finding =
      Rules.check(facts).stream()
          .filter(each -> each.path().equals(RACY))
          .findFirst()
          .orElseThrow();

  @Test
  void whatIsOfferedFirstWritesOneColumnAndTheLockComesNext() {
    List<Candidate> candidates = candidates(Optional.empty());
    assertThat(candidates)
        .extracting(Candidate::kind)
        .containsExactly(Kind.UPDATE_FIELDS, Kind.LOCK);
    assertThat(candidates)
        .extracting(Candidate::applicability)
        .containsExactly(Applicability.SAFE, Applicability.UNSAFE);
    assertThat(after(candidates.getFirst())).contains("obj.save(update_fields=['field'])");
  }

  @Test
  void preferringTheLockGivesTheCompliantCode() {
    String text = after(candidates(Optional.of(Preference.LOCK)).getFirst());
    assertThat(text)
        .isEqualTo(
            """
            from django.db import transaction
            from django.http import HttpResponse
            from myapp.models import MyModel

            def my_view(request):
                with transaction.atomic():
                    obj = MyModel.objects.select_for_update().get(pk=1)
                    obj.field = 'new value'
                    obj.save()
                return HttpResponse('OK')
            """);
  }

  @Test
  void allAtOnceLeavesNothingToDo() {
    Rounds.Result result = cured(files);
    assertThat(result.left()).isEmpty();
    assertThat(result.files()).containsOnlyKeys(RACY, "myapp/views/others.py");
    var now = new TreeMap<>(files);
    now.putAll(result.files());
    assertThat(cured(now).files()).isEmpty();
  }

  private static Rounds.Result cured(Map<String, byte[]> files) {
    return Rounds.run(
        new ProjectFiles(
            List.copyOf(files.keySet()),
            path -> files.getOrDefault(path, new byte[0]),
            ProjectOptions.NONE,
            new byte[0]),
        Rules::check,
        true,
        Optional.of(Preference.LOCK));
  }

  private List<Candidate> candidates(Optional<Preference> preference) {
    return new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), preference)
        .candidates(finding);
  }

  private String after(Candidate candidate) {
    byte[] before = files.getOrDefault(RACY, new byte[0]);
    return new String(candidate.patches().getFirst().apply(before).orElseThrow(), UTF_8);
  }

  private static Map<String, byte[]> seed() {
    Path root = Path.of("..", "examples", "seed");
    var out = new TreeMap<String, byte[]>();
    try (var walk = Files.walk(root)) {
      for (Path path : walk.filter(each -> each.toString().endsWith(".py")).toList()) {
        out.put(root.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out;
  }
}
