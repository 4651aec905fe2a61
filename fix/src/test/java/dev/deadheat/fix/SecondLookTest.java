package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.rules.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Who finds the row takes no lock and asks nothing more; who does not looks again under the lock.
final class SecondLookTest {
  @Test
  void afterAQueryThatFoundNone() {
    assertThat(
            cured(
                """
                def part(self):
                    part = self.parts.filter(name="a").first()
                    if part is None:
                        part = Part.objects.create(shop=self, name="a")
                    return part
                """))
        .endsWith(
            """
                def part(self):
                    part = self.parts.filter(name="a").first()
                    if part is None:
                        with transaction.atomic():
                            Shop.objects.select_for_update().get(pk=self.pk)
                            part = self.parts.filter(name="a").first()
                            if part is None:
                                part = Part.objects.create(shop=self, name="a")
                    return part
            """);
  }

  @Test
  void afterAnAnswerInTheTest() {
    assertThat(
            cured(
                """
                def part(self):
                    if part := self.parts.filter(name="a").first():
                        return part
                    return Part.objects.create(shop=self, name="a")
                """))
        .endsWith(
            """
                def part(self):
                    if part := self.parts.filter(name="a").first():
                        return part
                    with transaction.atomic():
                        Shop.objects.select_for_update().get(pk=self.pk)
                        if part := self.parts.filter(name="a").first():
                            return part
                        return Part.objects.create(shop=self, name="a")
            """);
  }

  @Test
  void byAQueryWhereTheRelationWouldAnswerAsBefore() {
    assertThat(
            cured(
                """
                def sign_text(self):
                    try:
                        return self.sign
                    except Sign.DoesNotExist:
                        sign = Sign(shop=self)
                        sign.save()
                        return sign
                """))
        .endsWith(
            """
                def sign_text(self):
                    try:
                        return self.sign
                    except Sign.DoesNotExist:
                        with transaction.atomic():
                            Shop.objects.select_for_update().get(pk=self.pk)
                            try:
                                return Sign.objects.get(shop=self)
                            except Sign.DoesNotExist:
                                sign = Sign(shop=self)
                                sign.save()
                                return sign
            """);
  }

  @Test
  void notWhereWhatIsFoundIsChanged() {
    assertThat(
            cured(
                """
                def part(self):
                    part = self.parts.filter(name="a").first()
                    if part is None:
                        part = Part.objects.create(shop=self, name="a")
                    else:
                        print(part.name)
                    return part
                """))
        .contains(
            """
                    with transaction.atomic():
                        Shop.objects.select_for_update().get(pk=self.pk)
                        part = self.parts.filter(name="a").first()
            """);
  }

  /// The models after the first cure that can be applied and silences what was found.
  private static String cured(String method) {
    Map<String, byte[]> files = new TreeMap<>();
    String models =
        """
        from django.db import models


        class Part(models.Model):
            shop = models.ForeignKey("Shop", on_delete=models.CASCADE, related_name="parts")
            name = models.CharField(max_length=10)


        class Sign(models.Model):
            shop = models.OneToOneField("Shop", on_delete=models.CASCADE, related_name="sign")


        class Shop(models.Model):
            name = models.CharField(max_length=10)

        """
            + method.indent(4);
    files.put("shop/models.py", models.getBytes(UTF_8));
    String name = method.substring(4, method.indexOf('('));
    files.put(
        "shop/views.py",
        """
        from django.shortcuts import get_object_or_404

        from shop.models import Shop


        def act(request, pk):
            return get_object_or_404(Shop, pk=pk).%s()
        """
            .formatted(name)
            .getBytes(UTF_8));
    files.put(
        "shop/urls.py",
        """
        from django.urls import path

        from shop import views

        urlpatterns = [path("act/<int:pk>/", views.act)]
        """
            .getBytes(UTF_8));
    var project =
        new ProjectFiles(
            List.copyOf(files.keySet()),
            path -> files.getOrDefault(path, new byte[0]),
            ProjectOptions.NONE,
            new byte[0]);
    Candidate first =
        Tried.of(Rules.check(ProjectReader.read(files)), project, Optional.empty())
            .values()
            .iterator()
            .next()
            .getFirst();
    byte[] before = models.getBytes(UTF_8);
    return new String(first.patches().getFirst().apply(before).orElseThrow(), UTF_8);
  }
}
