package dev.deadheat.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectOptionsTest {
  private static final String MODELS =
      """
      from django.db import models


      class Account(models.Model):
          balance = models.IntegerField()
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        from bank.models import Account
        from ops import guard_account


        def pay(request, pk):
            with guard_account(pk):
                account = Account.objects.get(pk=pk)
                account.balance -= 1
                account.save()
        """,
        """
        from bank.models import Account
        from ops import guard_account


        @guard_account("pay")
        def pay(request, pk):
            account = Account.objects.get(pk=pk)
            account.balance -= 1
            account.save()
        """,
        """
        from bank.models import Account


        def guard_account(pk):
            print(pk)


        def pay(request, pk):
            guard_account(pk)
            account = Account.objects.get(pk=pk)
            account.balance -= 1
            account.save()
        """
      })
  void whatTheProjectCallsALockIsOne(String views) {
    Map<String, String> files = Map.of("bank/models.py", MODELS, "bank/views.py", views);

    assertThat(codes(files, ProjectOptions.NONE)).containsExactly("DH101");
    assertThat(codes(files, new ProjectOptions(Set.of("guard_account"), Optional.empty())))
        .isEmpty();
  }

  @Test
  void theLockEndsWithItsBlock() {
    String views =
        """
        from bank.models import Account
        from ops import guard_account


        def pay(request, pk):
            with guard_account(pk):
                account = Account.objects.get(pk=pk)
            account.balance -= 1
            account.save()
        """;

    assertThat(
            codes(
                Map.of("bank/models.py", MODELS, "bank/views.py", views),
                new ProjectOptions(Set.of("guard_account"), Optional.empty())))
        .containsExactly("DH101");
  }

  @Test
  void onlyTheSettingsThatProductionUsesCount() {
    Map<String, String> files =
        Map.of(
            "bank/models.py",
            MODELS,
            "bank/views.py",
            """
            from bank.models import Account
            from bank.tasks import welcome


            def open_account(request):
                account = Account.objects.create(balance=0)
                welcome.delay(account.pk)
            """,
            "bank/tasks.py",
            """
            from celery import shared_task


            @shared_task
            def welcome(pk):
                print(pk)
            """,
            "site/settings/base.py",
            "DATABASES = {'default': {'ATOMIC_REQUESTS': True}}\n",
            "site/settings/production.py",
            "from .base import *\n",
            "site/settings/bare.py",
            "DATABASES = {'default': {}}\n");

    assertThat(codes(files, ProjectOptions.NONE)).containsExactly("DH401");
    assertThat(codes(files, settings("site.settings.production"))).containsExactly("DH401");
    assertThat(codes(files, settings("site.settings.bare"))).isEmpty();
  }

  private static ProjectOptions settings(String module) {
    return new ProjectOptions(Set.of(), Optional.of(module));
  }

  private static List<String> codes(Map<String, String> files, ProjectOptions options) {
    var sorted = new TreeMap<>(files);
    return Rules.check(
            ProjectReader.read(
                List.copyOf(sorted.keySet()),
                path -> sorted.getOrDefault(path, "").getBytes(UTF_8),
                options))
        .stream()
        .filter(finding -> finding.confidence() != Confidence.LOW)
        .map(finding -> finding.rule().code())
        .toList();
  }
}
