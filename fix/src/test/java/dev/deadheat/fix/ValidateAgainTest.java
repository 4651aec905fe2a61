package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.rules.Rules;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a serializer validates again, under a lock, before it makes the row.
final class ValidateAgainTest {
  private static final String SETTINGS =
      """
      DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
      """;
  private static final String MODELS =
      """
      from django.db import models


      class Entry(models.Model):
          runner = models.CharField(max_length=20)
          day = models.DateField()
      """;
  private static final String LOOK =
      """
          if Entry.objects.filter(runner=data["runner"]).exists():
              raise serializers.ValidationError("runs already")
          return data
      """;

  @Test
  void allThatWasSent() {
    assertThat(cured("def validate(self, data):\n" + LOOK, "return super().create(sent)"))
        .contains(
            """
                        self.validate(sent)
                        return super().create(sent)
            """);
  }

  @Test
  void notWhatTheValidatorTakesOut() {
    assertThat(
            cured(
                "def validate(self, data):\n    data.pop(\"day\")\n" + LOOK,
                "return super().create(sent)"))
        .isEmpty();
  }

  @Test
  void notWhatIsTakenOutBefore() {
    assertThat(
            cured(
                "def validate(self, data):\n" + LOOK,
                "sent.pop(\"runner\")\nreturn super().create(sent)"))
        .isEmpty();
  }

  @Test
  void notIfSomeWhoFindARowMayGoOn() {
    assertThat(
            cured(
                """
                def validate(self, data):
                    if Entry.objects.filter(runner=data["runner"]).exists():
                        if data["day"] is None:
                            raise serializers.ValidationError("runs already")
                    return data
                """,
                "return super().create(sent)"))
        .isEmpty();
  }

  /// The serializer after the cure; empty if there is none.
  private static String cured(String validator, String body) {
    Map<String, byte[]> files = new TreeMap<>();
    String serializers =
        """
        from rest_framework import serializers
        from club.models import Entry


        class EntrySerializer(serializers.ModelSerializer):
            class Meta:
                model = Entry
                fields = ["runner", "day"]

        """
            + validator.indent(4)
            + "\n    def create(self, sent):\n"
            + body.indent(8);
    files.put("club/__init__.py", new byte[0]);
    files.put("club/settings.py", SETTINGS.getBytes(UTF_8));
    files.put("club/models.py", MODELS.getBytes(UTF_8));
    files.put("club/serializers.py", serializers.getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);
    var fixes = new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.empty());
    return fixes
        .candidates(
            Rules.check(facts).stream()
                .filter(each -> each.rule().code().equals("DH201"))
                .findFirst()
                .orElseThrow())
        .stream()
        .filter(Candidate::applicable)
        .findFirst()
        .flatMap(each -> each.patches().getFirst().apply(serializers.getBytes(UTF_8)))
        .map(bytes -> new String(bytes, UTF_8))
        .orElse("");
  }
}
