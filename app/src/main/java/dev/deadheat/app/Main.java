package dev.deadheat.app;

import dev.deadheat.app.check.CheckCommand;
import dev.deadheat.app.check.ExplainCommand;
import dev.deadheat.app.doctor.DoctorCommand;
import dev.deadheat.app.prove.DemoCommand;
import dev.deadheat.app.prove.ProveCommand;
import dev.deadheat.app.prove.ReplayCommand;
import dev.deadheat.app.settings.InitCommand;
import dev.deadheat.report.terminal.TerminalLook;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The `deadheat` command: reads the first word and hands over to the command it names.
public final class Main {
  private Main() {}

  private static final List<Command> COMMANDS =
      List.of(
          new DemoCommand(),
          new CheckCommand(),
          new ExplainCommand(),
          new InitCommand(),
          new ProveCommand(),
          new ReplayCommand(),
          new DoctorCommand());

  public static void main(String[] args) {
    var output = new StandardOutput();
    Console console = console(output);
    Exit exit = run(List.of(args), console);
    console.out().flush();
    if (output.trouble().isPresent()) {
      String why = output.trouble().get();
      exit =
          console.fail("the output could not be written whole: " + why + "\n  " + Output.next(why));
    }
    System.exit(exit.code());
  }

  // From JDK 25 on there is no console again where nobody sits in front of one.
  @SuppressWarnings("SystemConsoleNull")
  private static Console console(StandardOutput output) {
    java.io.Console person = System.console();
    Map<String, String> environment = System.getenv();
    boolean terminal = person != null && person.isTerminal();
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
    TerminalLook look = TerminalLook.of(environment, terminal, OptionalInt.empty());
    Charset written = look.unicode() ? StandardCharsets.UTF_8 : charset;
    return new Console(
        new PrintStream(output, true, written),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, written),
        look,
        terminal,
        environment,
        Path.of("").toAbsolutePath());
  }

  /// Runs one command line.
  static Exit run(List<String> args, Console console) {
    String word = args.isEmpty() ? "--help" : args.getFirst();
    switch (word) {
      case "--version", "-V", "version" -> {
        console.out().println("deadheat " + Version.text());
        return Exit.CLEAN;
      }
      case "--help", "-h", "help" -> {
        console.out().print(help());
        return args.isEmpty() ? Exit.ERROR : Exit.CLEAN;
      }
      default -> {}
    }
    Optional<Command> command =
        COMMANDS.stream().filter(known -> known.name().equals(word)).findFirst();
    if (command.isEmpty()) {
      String nearest =
          Nearest.of(word, COMMANDS.stream().map(Command::name).toList())
              .map(name -> "; did you mean " + name + "?")
              .orElse("");
      return console.fail("unknown command " + word + nearest + " (deadheat --help lists them)");
    }
    try {
      return command.get().run(args.subList(1, args.size()), console);
    } catch (UsageException wrong) {
      return console.fail(String.valueOf(wrong.getMessage()));
    }
  }

  private static String help() {
    StringBuilder text = new StringBuilder();
    text.append("deadheat finds, proves and fixes race conditions in Django applications.\n\n");
    text.append("usage: deadheat COMMAND [OPTIONS]\n\nCommands:\n");
    COMMANDS.forEach(
        command -> text.append("  %-9s %s%n".formatted(command.name(), command.summary())));
    text.append("\ndeadheat COMMAND --help explains a command.\n");
    text.append("Exit codes: 0 clean, 1 findings or a reproduced race, 2 error, 3 inconclusive.\n");
    return text.toString();
  }
}
