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

/// The row that others belong to is not locked where there may be none.
final class MissingParentTest {
  private static final String MODELS =
      """
      from django.db import models


      class Shop(models.Model):
          name = models.CharField(max_length=10)


      class Part(models.Model):
          shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE)
          name = models.CharField(max_length=10)
      """;
  private static final String LOOK =
      """
      part = Part.objects.filter(shop=shop, name="a").last()
      if part:
          return part
      %s\
      return Part.objects.create(shop=shop, name="a")
      """;
  private static final String PLAIN = LOOK.formatted("");

  @Test
  void whereAHelperMayHaveFoundNone() {
    assertThat(lock("shop = old(request)\n" + LOOK.formatted("shop = new(request)\n")).reason())
        .contains("`shop` may be None here");
  }

  @Test
  void whereAQueryMayHaveFoundNone() {
    assertThat(lock("shop = Shop.objects.filter(pk=pk).first()\n" + PLAIN).reason())
        .contains("`shop` may be None here");
  }

  @Test
  void whereItIsAskedLater() {
    assertThat(
            lock("shop = Shop.objects.get(pk=pk)\n"
                    + LOOK.formatted("if shop is None:\n    raise ValueError\n"))
                .reason())
        .contains("`shop` may be None here");
  }

  @Test
  void butWhereItWasAskedBefore() {
    for (String test :
        List.of(
            "if shop is None:\n    raise ValueError\n",
            "if not shop or request.user is None:\n    return None\n",
            "if not shop:\n    shop = new(request)\n",
            "assert shop is not None\n")) {
      Candidate lock = lock("shop = old(request)\n" + test + PLAIN);
      assertThat(lock.applicable()).as(test + lock.reason()).isTrue();
    }
    Candidate inside = lock("shop = old(request)\nif shop:\n" + PLAIN.indent(4));
    assertThat(inside.applicable()).as(inside.reason()).isTrue();
  }

  @Test
  void orWhereThereIsOne() {
    Candidate lock = lock("shop = Shop.objects.get(pk=pk)\n" + PLAIN);
    assertThat(lock.applicable()).as(lock.reason()).isTrue();
  }

  /// What is said of the lock of the shop, for a view with a body.
  private static Candidate lock(String body) {
    String views =
        """
        from shop.models import Part, Shop


        def old(request):
            if "name" in request.POST:
                return Shop.objects.get(name=request.POST["name"])
            return None


        def new(request):
            return Shop.objects.create(name=request.POST["name"])


        def act(request, pk):
        """
            + body.indent(4);
    Map<String, byte[]> files = new TreeMap<>();
    files.put("shop/models.py", MODELS.getBytes(UTF_8));
    files.put("shop/views.py", views.getBytes(UTF_8));
    files.put(
        "shop/urls.py",
        """
        from django.urls import path

        from shop import views

        urlpatterns = [path("act/<int:pk>/", views.act)]
        """
            .getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);
    var fixes = new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.empty());
    return Rules.check(facts).stream()
        .filter(finding -> finding.model().equals("Part"))
        .flatMap(finding -> fixes.candidates(finding).stream())
        .filter(each -> each.kind() == Kind.PARENT_LOCK)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing found in\n" + views));
  }
}
