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

/// A column that the model's own `save()` fills where it is empty is not among those that a row
/// which is there has to be saved with.
final class FilledColumnTest {
  @Test
  void whatIsFilledOnlyWhereItIsEmptyStaysOut() {
    assertThat(saved("if not self.slug:")).contains("+        self.save(update_fields=[\"name\"])");
  }

  @Test
  void whatOnlyANewRowGetsStaysOut() {
    for (String test : List.of("if self.pk is None:", "if self._state.adding:")) {
      assertThat(saved(test)).contains("+        self.save(update_fields=[\"name\"])");
    }
  }

  @Test
  void whatWasSavedBeforeIsNotSavedAgain() {
    assertThat(saved("if not self.slug:", "self.stock = 1\n        self.save()"))
        .contains("+        self.save(update_fields=[\"name\"])");
    assertThat(saved("if not self.slug:", "self.save()\n        self.stock = 1"))
        .contains("+        self.save(update_fields=[\"stock\", \"name\"])");
  }

  @Test
  void whatEachSaveMaySetIsNotLeftOut() {
    assertThat(saved("if self.stock:")).noneMatch(line -> line.contains("update_fields"));
  }

  /// The lines of all cures that write some columns only.
  private static List<String> saved(String test) {
    return saved(test, "pass");
  }

  private static List<String> saved(String test, String before) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(
        "shop/models.py",
        """
        from django.db import models


        class Item(models.Model):
            name = models.CharField(max_length=50)
            slug = models.CharField(max_length=50)
            stock = models.IntegerField()

            def save(self, *args, **kwargs):
                %s
                    slug = self.name
                    if Item.objects.filter(slug=slug).exists():
                        slug = slug + str(self.stock)
                    self.slug = slug
                super().save(*args, **kwargs)

            def rename(self, name):
                %s
                self.name = name
                self.save()
        """
            .formatted(test, before)
            .getBytes(UTF_8));
    files.put(
        "shop/views.py",
        """
        from shop.models import Item


        def act(request, pk):
            item = Item.objects.get(pk=pk)
            item.rename(request.POST["name"])
        """
            .getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);
    var fixes = new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.empty());
    return Rules.check(facts).stream()
        .flatMap(finding -> fixes.candidates(finding).stream())
        .filter(candidate -> candidate.kind() == Kind.UPDATE_FIELDS && candidate.applicable())
        .map(Candidate::patches)
        .flatMap(List::stream)
        .flatMap(patch -> patch.diff().stream())
        .toList();
  }
}
