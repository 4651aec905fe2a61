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

/// A row that is handed to the function that writes it is locked there, if that changes less, and
/// if no caller has something on it that is not saved yet.
final class CalleeTest {
  @Test
  void theFunctionThatWritesLocks() {
    Candidate first = locks("", "print(item.pk)").getFirst();
    assertThat(first.patches()).hasSize(1);
    assertThat(first.patches().getFirst().diff())
        .contains(
            "+            Item.objects.select_for_update().get(pk=self.pk)",
            "+            self.refresh_from_db()");
  }

  @Test
  void whatACallerHasSetIsNotReadAgain() {
    assertThat(locks("", "item.name = request.POST['name']")).allMatch(CalleeTest::isInView);
    assertThat(locks("", "item.name = 'new'\n    item.save()")).anyMatch(each -> !isInView(each));
  }

  @Test
  void whatACallerMayChooseToSaveIsNotReadAgain() {
    assertThat(locks(", save=True", "print(item.pk)")).allMatch(CalleeTest::isInView);
  }

  @Test
  void aRelatedObjectThatCallersShareIsNotForgotten() {
    assertThat(locks("", "print(item.pk)", "print(self.shop_id)"))
        .anyMatch(each -> !isInView(each));
    assertThat(locks("", "print(item.pk)", "print(self.shop)")).allMatch(CalleeTest::isInView);
  }

  @Test
  void whatAnotherObjectHoldsIsNotReadAgainBehindItsBack() {
    assertThat(held("print(item.shop_id)")).anyMatch(Candidate::applicable);
    assertThat(held("del item.shop.current"))
        .filteredOn(each -> each.reason().contains("would also forget the `shop`"))
        .isNotEmpty()
        .noneMatch(Candidate::applicable);
  }

  /// The locks for a row that an object holds and has closed by a method of the row.
  private static List<Candidate> held(String after) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(
        "shop/models.py",
        """
        from django.db import models
        from django.utils.functional import cached_property


        class Shop(models.Model):
            name = models.CharField(max_length=10)

            @cached_property
            def current(self):
                return self.items.get(name="current")

            def close(self):
                self.current.close()


        class Item(models.Model):
            shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="items")
            name = models.CharField(max_length=10)
            status = models.CharField(max_length=10)

            def close(self):
                close(self)


        def close(item):
            if item.status == "new":
                item.status = "closed"
                item.save()
                %s
        """
            .formatted(after)
            .getBytes(UTF_8));
    files.put(
        "shop/views.py",
        """
        from shop.models import Shop


        def act(request, pk):
            shop = Shop.objects.get(pk=pk)
            shop.close()
        """
            .getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);
    var fixes = new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.empty());
    return Rules.check(facts).stream()
        .filter(finding -> finding.rule().code().equals("DH203"))
        .flatMap(finding -> fixes.candidates(finding).stream())
        .filter(each -> each.kind() == Kind.LOCK)
        .toList();
  }

  private static boolean isInView(Candidate lock) {
    return lock.patches().stream().allMatch(patch -> patch.path().equals("shop/views.py"));
  }

  private static List<Candidate> locks(String parameter, String before) {
    return locks(parameter, before, "print(self.name)");
  }

  private static List<Candidate> locks(String parameter, String before, String after) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(
        "shop/models.py",
        """
        from django.db import models, transaction


        class Shop(models.Model):
            pass


        class Item(models.Model):
            shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
            name = models.CharField(max_length=10)
            status = models.CharField(max_length=10)

            def open(self%s):
                with transaction.atomic():
                    if self.status == "new":
                        self.status = "open"
                        self.save()
                        %s
        """
            .formatted(parameter, after)
            .getBytes(UTF_8));
    files.put(
        "shop/views.py",
        """
        from shop.models import Item


        def act(request, pk):
            item = Item.objects.get(pk=pk)
            %s
            item.open()
        """
            .formatted(before)
            .getBytes(UTF_8));
    ProjectFacts facts = ProjectReader.read(files);
    var fixes = new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Optional.empty());
    List<Candidate> out =
        Rules.check(facts).stream()
            .filter(finding -> finding.rule().code().equals("DH203"))
            .flatMap(finding -> fixes.candidates(finding).stream())
            .filter(each -> each.kind() == Kind.LOCK && each.applicable())
            .toList();
    assertThat(out).isNotEmpty();
    return out;
  }
}
