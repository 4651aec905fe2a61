package dev.deadheat.app.doctor;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.UsageException;
import dev.deadheat.app.prove.ServerOptions;
import dev.deadheat.app.prove.Watching;
import dev.deadheat.report.checkup.Checkup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `deadheat doctor`: what a proof needs, what of it is there, and how to get the rest.
public final class DoctorCommand implements Command {
  private static final Arguments ARGUMENTS =
      new Arguments(
          "doctor [OPTIONS] [PROJECT]",
          """
          Looks at what a proof of PROJECT (default: this folder) needs: Java, Python, Django, the
          database driver, the database server, the project itself. To know whether the project
          boots it does what prove does: starts the database server, runs the project's code with
          its own Python in one process, and its migrations in a database of ours. --quick leaves
          that out and runs none of the project's code.
          Exit code 0: a proof can run; 2: something is missing.
          """,
          new Options()
              .addOption(
                  Arguments.value(
                      "scenario", "FILE", "the scenarios (default: PROJECT/deadheat.toml)"))
              .addOption(Arguments.value("python", "PATH", "the project's Python"))
              .addOption(ServerOptions.URL)
              .addOption(ServerOptions.ROLE)
              .addOption(ServerOptions.TEMPLATE)
              .addOption(ServerOptions.EXTENSION)
              .addOption(Arguments.flag("quick", "run none of the project's code"))
              .addOption(Arguments.value("output-format", "FORMAT", "full (default) or json"))
              .addOption(Arguments.flag("verbose", "also show what the project prints"))
              .addOption(Arguments.flag("quiet", "no progress")));

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "look at what a proof needs, and say how to get what is missing";
  }

  @Override
  public Exit run(List<String> args, Console console) throws UsageException {
    CommandLine line = ARGUMENTS.parse(args);
    if (line.hasOption("help")) {
      console.out().print(ARGUMENTS.help());
      return Exit.CLEAN;
    }
    if (line.getArgList().size() > 1) {
      throw new UsageException("doctor takes one project, not " + line.getArgList());
    }
    String format = line.getOptionValue("output-format", "full");
    if (!List.of("full", "json").contains(format)) {
      throw new UsageException("--output-format is full or json, not " + format);
    }
    Path project =
        console
            .folder()
            .resolve(line.getArgList().isEmpty() ? "" : line.getArgList().getFirst())
            .normalize();
    if (!Files.isDirectory(project)) {
      throw new UsageException(project + " is no folder; name the folder that holds manage.py");
    }
    try (Watching watching =
        new Watching(console, line.hasOption("quiet"), line.hasOption("verbose"))) {
      Examination examination =
          new Examination(
              project,
              Optional.ofNullable(line.getOptionValue("scenario")).map(console.folder()::resolve),
              Optional.ofNullable(line.getOptionValue("python")),
              ServerOptions.read(line, console.environment()),
              console.environment(),
              watching);
      Checkup checkup = examination.run(line.hasOption("quick"));
      watching.clear();
      console.out().print(format.equals("json") ? checkup.json() : checkup.text(console.look()));
      return checkup.isReady() ? Exit.CLEAN : Exit.ERROR;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return console.fail("interrupted");
    }
  }
}
