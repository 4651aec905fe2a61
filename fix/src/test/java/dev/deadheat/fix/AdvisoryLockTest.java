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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// An advisory lock is taken where the look and the new row are, and not by the whole project.
final class AdvisoryLockTest {
  private static final String SETTINGS =
      """
      DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}
      """;
  private static final String MODELS =
      """
      from django.db import models


      def free(name):
          n = 1
          while Stone.objects.filter(slug=f"{name}-{n}").exists():
              n += 1
          return f"{name}-{n}"


      class Stone(models.Model):
          name = models.CharField(max_length=10)
          slug = models.CharField(max_length=10)

          def save(self, *args, **kwargs):
              if not self.slug:
                  self.slug = free(self.name)
              super().save(*args, **kwargs)
      """;
  private static final String VIEWS =
      """
      from shop.models import Stone


      def act(request):
          Stone(name=request.POST["name"]).save()
      """;

  @Test
  void whoOnlySavesIsToldThatTheLockBelongsThere() {
    Map<String, Candidate> locks = locks(files(MODELS));
    assertThat(reason(locks, "shop/views.py"))
        .contains("both happen inside the function that is called here");
  }

  @Test
  void aMethodOfManyClassesIsLeftAlone() {
    var models = new StringBuilder(MODELS);
    for (String name : List.of("Rock", "Sand", "Clay", "Ore")) {
      models.append("\n\nclass ").append(name).append("(Stone):\n    pass\n");
    }
    assertThat(reason(locks(files(models.toString())), "shop/models.py"))
        .startsWith("it serves 4 classes");
  }

  @Test
  void whoLooksForSomethingElseNeedNotWait() {
    var files = files(MODELS);
    files.put(
        "shop/views.py",
        """
        from shop.models import Stone


        def named(name):
            return Stone.objects.filter(name=name).first()


        def act(request, name):
            stone = named(name)
            if stone is None:
                stone = Stone.objects.create(name=name, slug="new")
            return stone
        """
            .getBytes(UTF_8));
    assertThat(
            Optional.ofNullable(locks(files).get("shop/views.py"))
                .map(lock -> lock.patches().toString())
                .orElse(""))
        .contains("[f\"shop.stone:{name}\"]");
  }

  @Test
  void whatWasPickedBeforeTheLockIsNotValidatedUnderIt() {
    String picked = "data[\"name\"] = str(Stone.objects.count())";
    assertThat(reason(locks(form(picked)), "shop/views.py"))
        .startsWith("what is validated was put together at line 13");
    assertThat(reason(locks(form("print(data)")), "shop/views.py")).startsWith("PostgreSQL only");
  }

  private static Map<String, byte[]> form(String before) {
    Map<String, byte[]> files = files(MODELS);
    files.put(
        "shop/views.py",
        """
        from django.forms import Form, ValidationError
        from shop.models import Stone


        class StoneForm(Form):
            def clean(self):
                if Stone.objects.filter(name=self.cleaned_data["name"]).exists():
                    raise ValidationError("taken")


        def act(request):
            data = request.POST.copy()
            %s
            form = StoneForm(data=data)
            if form.is_valid():
                Stone.objects.create(name=form.cleaned_data["name"], slug="new")
        """
            .formatted(before)
            .getBytes(UTF_8));
    return files;
  }

  private static String reason(Map<String, Candidate> locks, String path) {
    return Optional.ofNullable(locks.get(path)).map(Candidate::reason).orElse("");
  }

  /// The advisory lock that is offered, or refused, for the finding of each file.
  private static Map<String, Candidate> locks(Map<String, byte[]> files) {
    ProjectFacts facts = ProjectReader.read(files);
    var fixes = new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.empty());
    return Rules.check(facts).stream()
        .flatMap(finding ->
            fixes.candidates(finding).stream()
                .filter(each -> each.kind() == Kind.ADVISORY_LOCK)
                .map(each -> Map.entry(finding.path(), each)))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (first, _) -> first, TreeMap::new));
  }

  private static Map<String, byte[]> files(String models) {
    var out = new TreeMap<String, byte[]>();
    out.put("shop/models.py", models.getBytes(UTF_8));
    out.put("shop/settings.py", SETTINGS.getBytes(UTF_8));
    out.put("shop/views.py", VIEWS.getBytes(UTF_8));
    return out;
  }
}
