package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Applicability;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Rules;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The views of a small shop, and what is offered for the race in them.
final class Views {
  private static final String MODELS =
      """
      from django.db import models


      class Shop(models.Model):
          name = models.CharField(max_length=50)


      class Item(models.Model):
          shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE)
          stock = models.IntegerField()
          status = models.CharField(max_length=10)
          attempts = models.IntegerField(default=0)


      class Gift(Item):
          ribbon = models.CharField(max_length=10)
      """;
  static final String OPENED =
      """
      if item.status == "new":
          item.status = "open"
          item.save()
      """;
  private static final String URLS =
      """
      from django.urls import path
      from shop import views

      urlpatterns = [
          path("act/<int:pk>/", views.act),
          path("class/<int:pk>/", views.Act.as_view()),
      ]
      """;

  private Views() {}

  /// A view that gets a row and does something with it.
  static String act(String imports, String body) {
    return frame(imports, "item = Item.objects.get(pk=pk)\n" + body);
  }

  /// A view with a body.
  static String frame(String imports, String body) {
    return imports
        + "\nfrom shop.models import Gift, Item, Shop\n\n\ndef act(request, pk):\n"
        + body.indent(4);
  }

  /// Why locks are refused.
  static String refusal(String views) {
    List<Candidate> candidates = candidates(views, Preference.LOCK);
    List<String> locks =
        candidates.stream()
            .filter(each -> each.applicability() == Applicability.DISPLAY_ONLY)
            .map(Candidate::reason)
            .toList();
    assertThat(locks).as("refused").isNotEmpty();
    return String.join("\n", locks);
  }

  /// The views after the first cure, which is one that locks.
  static String cured(String views) {
    Candidate first = candidates(views, Preference.LOCK).getFirst();
    assertThat(first.applicability()).as(first.reason()).isEqualTo(Applicability.UNSAFE);
    return new String(first.patches().getFirst().apply(views.getBytes(UTF_8)).orElseThrow(), UTF_8);
  }

  /// What is offered.
  static List<Candidate> candidates(String views, Preference preference) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("shop/__init__.py", new byte[0]);
    files.put("shop/models.py", MODELS.getBytes(UTF_8));
    files.put("shop/urls.py", URLS.getBytes(UTF_8));
    files.put("shop/views.py", views.getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);
    return Rules.check(facts).stream()
        .filter(each -> each.path().equals("shop/views.py"))
        .max(Comparator.comparing(each -> each.rule().code()))
        .map(finding ->
            new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.of(preference))
                .candidates(finding))
        .orElseThrow(() -> new AssertionError("nothing found"));
  }
}
