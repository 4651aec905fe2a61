package dev.deadheat.app.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.UsageException;
import dev.deadheat.app.settings.InitCommand;
import dev.deadheat.report.terminal.TerminalLook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A small project in a folder of its own, checked as from a shell in it.
record Shop(Path folder) {
  static final String SELL =
      """
      from django.http import HttpResponse
      from shop.models import Item


      def sell(request, pk):
          item = Item.objects.get(pk=pk)
          item.stock -= 1
          item.save()
          return HttpResponse("sold")
      """;

  static final String REDEEM =
      """


      def redeem(request, pk):
          voucher = Voucher.objects.get(pk=pk)
          if voucher.used:
              return HttpResponse("no", status=409)
          voucher.used = True
          voucher.save()
          return HttpResponse("yes")
      """;

  /// What a command said.
  record Said(Exit exit, String out, String err) {}

  static Shop in(Path folder) throws IOException {
    var shop = new Shop(folder);
    shop.write("manage.py", "");
    shop.write("shop/__init__.py", "");
    shop.write(
        "shop/models.py",
        """
        from django.db import models


        class Item(models.Model):
            stock = models.IntegerField()


        class Voucher(models.Model):
            used = models.BooleanField(default=False)
        """);
    shop.write("shop/views.py", SELL);
    shop.write(
        "shop/urls.py",
        """
        from django.urls import path
        from shop import views

        urlpatterns = [path("sell/<int:pk>", views.sell)]
        """);
    return shop;
  }

  void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.resolveSibling(""));
    Files.writeString(path, text);
  }

  String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  Said check(String... args) {
    return run(new CheckCommand(), args);
  }

  Said init(String... args) {
    return run(new InitCommand(), args);
  }

  /// Asks git; fails if it does.
  void git(String... args) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("git", "-c", "user.name=A", "-c", "user.email=a@b.c"));
    command.addAll(List.of(args));
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + said);
    }
  }

  private Said run(Command command, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            new TerminalLook(80, false, false),
            false,
            Map.of(),
            folder);
    Exit exit;
    try {
      exit = command.run(List.of(args), console);
    } catch (UsageException wrong) {
      exit = console.fail(String.valueOf(wrong.getMessage()));
    }
    return new Said(exit, out.toString(UTF_8), err.toString(UTF_8));
  }
}
