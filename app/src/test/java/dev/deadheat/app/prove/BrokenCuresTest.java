package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cures that look right and are not: none may come out clean, and each has its schedule.
class BrokenCuresTest {
  private static final String VIEWS =
      """
      from django.db import OperationalError, connection, transaction
      from django.http import HttpResponse

      from myapp.models import MyModel


      def add(obj):
          obj.field += "+"
          obj.save(update_fields=["field"])
          return HttpResponse("OK")


      def ask(sql):
          with connection.cursor() as cursor:
              cursor.execute(sql)


      def locked(request):
          with transaction.atomic():
              return add(MyModel.objects.select_for_update().get(pk=1))


      def unlocked(request):
          return add(MyModel.objects.get(pk=1))


      def read_before(request):
          obj = MyModel.objects.get(pk=1)
          with transaction.atomic():
              MyModel.objects.select_for_update().get(pk=1)
              return add(obj)


      def lazy(request):
          with transaction.atomic():
              MyModel.objects.select_for_update().filter(pk=1)
              return add(MyModel.objects.get(pk=1))


      def counted(request):
          with transaction.atomic():
              MyModel.objects.select_for_update().filter(pk=1).count()
              return add(MyModel.objects.get(pk=1))


      def released(request):
          with transaction.atomic():
              ask("SELECT pg_advisory_lock(1)")
              answer = add(MyModel.objects.get(pk=1))
              ask("SELECT pg_advisory_unlock(1)")
              return answer


      def swallowed(request):
          with transaction.atomic():
              try:
                  with transaction.atomic():
                      obj = MyModel.objects.select_for_update(nowait=True).get(pk=1)
              except OperationalError:
                  obj = MyModel.objects.get(pk=1)
              return add(obj)


      def wrong_alias(request):
          with transaction.atomic(using="other"):
              ask("SELECT pg_advisory_xact_lock(1)")
              return add(MyModel.objects.get(pk=1))


      def savepoint(request):
          with transaction.atomic():
              ask("SELECT pg_advisory_lock(1)")
              with transaction.atomic():
                  answer = add(MyModel.objects.get(pk=1))
              ask("SELECT pg_advisory_unlock(1)")
              return answer
      """;

  /// View against view.
  private static final Map<String, String> PAIRS =
      new TreeMap<>(
          Map.of(
              "read before the lock", "read_before read_before",
              "lock never evaluated", "lazy lazy",
              "count() on the locked queryset", "counted counted",
              "lock on one side only", "locked unlocked",
              "released before commit", "released released",
              "nowait swallowed", "swallowed swallowed",
              "wrong database alias", "wrong_alias wrong_alias",
              "savepoint taken for a commit", "savepoint savepoint"));

  @TempDir private Path temporary = Path.of("");

  @Test
  void noneIsCleanAndEachHasItsSchedule() throws Exception {
    Example seed = Example.of("seed").copiedTo(temporary.resolve("broken"));
    Path folder = seed.folder();
    Files.writeString(folder.resolve("myapp/views/broken.py"), VIEWS);
    Files.writeString(
        folder.resolve("seed/urls.py"),
        """
        from django.urls import path

        from myapp.views import broken

        urlpatterns = [
            path(name + "/", getattr(broken, name))
            for name in dir(broken)
            if callable(getattr(broken, name)) and name not in ("add", "ask")
        ]
        """);
    Files.writeString(
        folder.resolve("seed/settings.py"),
        Files.readString(folder.resolve("seed/settings.py"))
            + "\nDATABASES[\"other\"] = DATABASES[\"default\"]\n");
    var scenarios = new StringBuilder("start = [\"one_row\"]\n");
    PAIRS.forEach((name, views) -> {
      String[] pair = views.split(" ", 2);
      scenarios.append(
          "[[scenario]]\nname = \"%s\"\nrequest = [{ post = \"/%s/\" }, { post = \"/%s/\" }]\n"
              .formatted(name, pair[0], pair[1]));
    });
    Files.writeString(folder.resolve("deadheat.toml"), scenarios);

    List<Verdict> verdicts = seed.prove(temporary.resolve("out"));

    assertThat(verdicts).extracting(Verdict::scenario).containsExactlyElementsOf(PAIRS.keySet());
    assertThat(verdicts).allMatch(verdict -> verdict.status() == Verdict.Status.ANOMALY);
    assertThat(verdicts).allMatch(verdict -> verdict.replay().isPresent());
  }
}
