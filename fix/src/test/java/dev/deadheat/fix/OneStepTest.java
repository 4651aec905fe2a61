package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Kind;
import dev.deadheat.rules.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Why a look and the row that is made for it do not become one call.
final class OneStepTest {
  private static final String MODELS =
      """
      from django.db import models


      class Tag(models.Model):
          name = models.CharField(max_length=50, unique=True)
          colour = models.CharField(max_length=50, null=True)
          uses = models.IntegerField(default=0)
      """;

  @Test
  void whatIsNoColumn() {
    assertThat(
            offered(
                """
                if not Tag.objects.filter(name=name).exists():
                    tag = Tag(name=name)
                    tag.by = request.user
                    tag.save()
                """))
        .contains("`by` is set on the new row, and is no column of Tag");
  }

  @Test
  void aRowThatWouldNotBeFound() {
    assertThat(
            offered(
                """
                if not Tag.objects.filter(name=name).exists():
                    Tag(name=name.lower()).save()
                """))
        .contains("the new row is not given the `name` that is looked for");
  }

  @Test
  void aCommentBetween() {
    assertThat(
            offered(
                """
                if not Tag.objects.filter(name=name).exists():
                    # the first of that name
                    tag = Tag(name=name)
                    tag.save()
                """))
        .contains("a comment stands between the look and the new row, and would be lost");
  }

  @Test
  void whatIsDoneBefore() {
    assertThat(
            offered(
                """
                if not Tag.objects.filter(name=name).exists():
                    print(name)
                    tag = Tag(name=name)
                    tag.save()
                """))
        .contains("where none is found more is done than to make the row, from line 6 on");
  }

  @Test
  void whatOnlyANewRowGets() {
    assertThat(
            offered(
                """
                tag = Tag.objects.filter(name=name).first()
                if tag is None:
                    tag = Tag(name=name, colour="red")
                tag.uses = 1
                tag.save()
                """))
        .contains(
            "a new row gets a `colour` besides: that is `create_defaults` of Django 5, or"
                + " `get_or_create()` and a lock");
  }

  @Test
  void aKeyThatNobodySpeaksOf() {
    assertThat(
            offered(
                """
                tag = Tag.objects.filter(uses=7).first()
                if tag is None:
                    tag = Tag(uses=7)
                    tag.save()
                """))
        .contains(
            "it needs a unique key, and whether `uses` are to be one is not said: any row that fits"
                + " is taken");
  }

  @Test
  void theOneThatIsThereIsHandledAlso() {
    assertThat(
            offered(
                """
                try:
                    tag = Tag.objects.get(name=name)
                except Tag.DoesNotExist:
                    tag = Tag(name=name)
                    tag.save()
                    print("new")
                else:
                    print("old")
                """))
        .contains(
            """
                tag, created = Tag.objects.get_or_create(name=name)
                if created:
                    print("new")
                else:
                    print("old")
            """);
  }

  /// The views after the first such cure, or why there is none.
  private static String offered(String body) {
    Map<String, byte[]> files = new TreeMap<>();
    String views = "from shop.models import Tag\n\n\ndef tag(request, name):\n" + body.indent(4);
    files.put("shop/__init__.py", new byte[0]);
    files.put("shop/models.py", MODELS.getBytes(UTF_8));
    files.put("shop/views.py", views.getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);
    var fixes = new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.empty());
    List<Candidate> candidates =
        Rules.check(facts).stream()
            .filter(each -> each.rule().code().equals("DH201"))
            .flatMap(finding -> fixes.candidates(finding).stream())
            .filter(each -> each.kind() == Kind.GET_OR_CREATE)
            .toList();
    assertThat(candidates).isNotEmpty();
    Candidate first = candidates.getFirst();
    return first.applicable()
        ? new String(first.patches().getFirst().apply(views.getBytes(UTF_8)).orElseThrow(), UTF_8)
        : first.reason();
  }
}
