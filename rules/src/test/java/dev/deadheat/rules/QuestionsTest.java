package dev.deadheat.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a function means can change by a file that was not there when it was followed: one case for
/// each question that the analysis asks of the whole project.
class QuestionsTest {
  private static final String MODELS =
      """
      from django.db import models


      class Owner(models.Model):
          name = models.TextField()


      class Item(models.Model):
          stock = models.IntegerField()

          def reduce_stock(self):
              self.stock -= 1
              self.save()
      """;

  /// @param view stands there before and after
  /// @param path of the file that is added
  record Case(String question, String view, String path, String added) {
    @Override
    public String toString() {
      return question;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "which module",
            """
            from shop.stock import sell


            def view(request):
                sell(request)
            """,
            "shop/stock.py",
            """
            from shop.models import Item


            def sell(request):
                item = Item.objects.get(pk=1)
                item.stock -= 1
                item.save()
            """),
        new Case(
            "which models",
            """
            from django.apps import apps


            def view(request):
                part = apps.get_model("store", "Part").objects.get(pk=1)
                part.stock -= 1
                part.save()
            """,
            "store/tables.py",
            MODELS.replace("Item", "Part")),
        new Case(
            "which model a variable's name means",
            """
            def view(request, part):
                part.stock -= 1
                part.save()
            """,
            "store/tables.py",
            MODELS.replace("Item", "Part")),
        new Case(
            "which relation",
            """
            from shop.models import Owner


            def view(request):
                owner = Owner.objects.get(pk=1)
                one = owner.parts.get(pk=2)
                one.stock -= 1
                one.save()
            """,
            "store/tables.py",
            """
            from django.db import models


            class Part(models.Model):
                stock = models.IntegerField()
                owner = models.ForeignKey("shop.Owner", models.CASCADE, related_name="parts")
            """),
        new Case(
            "who logs in",
            """
            def view(request):
                request.user.name = "new"
                request.user.save()
            """,
            "site/settings.py",
            "AUTH_USER_MODEL = 'shop.Owner'\n"),
        new Case(
            "which method",
            """
            def view(request, thing):
                thing.reduce_part_stock()
            """,
            "store/tables.py",
            MODELS.replace("Item", "Part").replace("reduce_stock", "reduce_part_stock")),
        new Case(
            "what middleware leaves",
            """
            def view(request):
                request.account.name = "new"
                request.account.save()
            """,
            "site/middleware.py",
            """
            from shop.models import Owner


            class AccountMiddleware:
                def process_request(self, request):
                    request.account = Owner.objects.get(pk=1)
            """));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAskedAgain(Case each) {
    var files =
        new TreeMap<>(Map.of("shop/__init__.py", "", "shop/models.py", MODELS, "v.py", each.view));
    var before = read(files, new byte[0]);
    files.put(each.path, each.added);

    var after = read(files, before.memory().orElseThrow());

    assertThat(view(after)).isEqualTo(view(read(files, new byte[0]))).isNotEqualTo(view(before));
  }

  private static String view(ProjectReader.Reading reading) {
    return reading.facts().flows().stream()
        .filter(flow -> flow.function().qualifiedName().equals("view"))
        .toList()
        .toString();
  }

  private static ProjectReader.Reading read(Map<String, String> files, byte[] memory) {
    return ProjectReader.read(
        List.copyOf(files.keySet()),
        path -> files.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8),
        ProjectOptions.NONE,
        memory);
  }
}
