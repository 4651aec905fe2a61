package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Kind;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a cure brings is cured with it, or the cure is not offered.
final class TriedTest {
  private static final String MODELS =
      """
      from django.db import models


      class Item(models.Model):
          status = models.CharField(max_length=10)
          told = models.BooleanField(default=False)
      """;
  private static final String TASKS =
      """
      from celery import shared_task

      from shop.models import Item


      @shared_task
      def tell(pk):
          item = Item.objects.get(pk=pk)
          if item.status == "open":
              print(item.pk)


      def told(item):
          return tell.delay(item.pk).id


      def remind(item):
          tell.delay(item.pk)
      """;
  private static final String URLS =
      """
      from django.urls import path
      from shop import views

      urlpatterns = [path("act/<int:pk>/", views.act)]
      """;

  @Test
  void aTaskInsideTheNewTransactionWaitsForItsCommit() {
    Map<String, byte[]> files = files("remind(item)");
    Candidate lock = first(files, Kind.LOCK);
    assertThat(lock.title()).endsWith("; start it after the commit: `transaction.on_commit()`");
    assertThat(after(lock, files))
        .endsWith(
            """
            def act(request, pk):
                with transaction.atomic():
                    item = get_object_or_404(Item.objects.select_for_update(), pk=pk)
                    if item.status == "new":
                        item.status = "open"
                        item.save()
                        transaction.on_commit(lambda: remind(item))
                        item.told = True
                        item.save()
            """);
    assertThat(Rounds.run(project(files), Rules::check, true, Optional.empty()).left()).isEmpty();
  }

  @Test
  void withoutACureForWhatItBringsItIsNotOffered() {
    Map<String, byte[]> files = files("request.job = told(item)");
    Candidate lock = first(files, Kind.LOCK);
    assertThat(lock.applicable()).isFalse();
    assertThat(lock.reason())
        .isEqualTo(
            "it was tried and will not do:"
                + " it brings DH401 dispatch-before-commit in `act` (shop/views.py)");
    assertThat(Rounds.run(project(files), Rules::check, true, Optional.empty()).applied())
        .noneMatch(each -> each.candidate().kind() == Kind.LOCK);
  }

  private static Candidate first(Map<String, byte[]> files, Kind kind) {
    Finding finding =
        Rules.check(ProjectReader.read(files)).stream()
            .filter(each -> each.rule().code().equals("DH203"))
            .findFirst()
            .orElseThrow();
    return Tried.of(List.of(finding), project(files), Optional.empty()).values().stream()
        .flatMap(List::stream)
        .filter(each -> each.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private static String after(Candidate candidate, Map<String, byte[]> files) {
    byte[] before = files.getOrDefault("shop/views.py", new byte[0]);
    return new String(candidate.patches().getFirst().apply(before).orElseThrow(), UTF_8);
  }

  private static ProjectFiles project(Map<String, byte[]> files) {
    return new ProjectFiles(
        List.copyOf(files.keySet()),
        path -> files.getOrDefault(path, new byte[0]),
        ProjectOptions.NONE,
        new byte[0]);
  }

  private static Map<String, byte[]> files(String telling) {
    var out = new TreeMap<String, byte[]>();
    out.put("shop/models.py", MODELS.getBytes(UTF_8));
    out.put("shop/tasks.py", TASKS.getBytes(UTF_8));
    out.put("shop/urls.py", URLS.getBytes(UTF_8));
    out.put(
        "shop/views.py",
        """
        from django.shortcuts import get_object_or_404

        from shop.models import Item
        from shop.tasks import remind, told


        def act(request, pk):
            item = get_object_or_404(Item, pk=pk)
            if item.status == "new":
                item.status = "open"
                item.save()
                %s
                item.told = True
                item.save()
        """
            .formatted(telling)
            .getBytes(UTF_8));
    return out;
  }
}
