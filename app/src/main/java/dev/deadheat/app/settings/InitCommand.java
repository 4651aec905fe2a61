package dev.deadheat.app.settings;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.Output;
import dev.deadheat.app.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `deadheat init`: writes a commented `[tool.deadheat]` to begin with.
public final class InitCommand implements Command {
  private static final Arguments ARGUMENTS =
      new Arguments(
          "init [PROJECT]",
          """
          Adds a commented [tool.deadheat] to the pyproject.toml of PROJECT (default: this folder),
          which is made if there is none. Every setting in it is the default.
          """,
          new Options());

  private static final String START =
      """
      [tool.deadheat]
      # Rules to run, by code, name or the start of a code; `deadheat explain` lists them.
      # select = ["ALL"]
      # ignore = ["stale-overwrite"]

      # Files and folders not to read, as in .gitignore.
      # exclude = ["legacy/"]

      # Functions of this project that take a lock, where their body does not show it.
      # lock-functions = ["with_account_lock"]

      # The Django settings that production uses, if they are not the only ones.
      # settings-module = "site.settings.production"

      # [tool.deadheat.per-file-ignores]
      # "scripts/*.py" = ["ALL"]

      # How bad a race on a model, or on one field of it, would be: high, medium or low.
      # [tool.deadheat.severity]
      # "Voucher.used" = "high"
      # "Profile" = "low"
      """;

  @Override
  public String name() {
    return "init";
  }

  @Override
  public String summary() {
    return "write a commented start of the settings";
  }

  @Override
  public Exit run(List<String> args, Console console) throws UsageException {
    CommandLine line = ARGUMENTS.parse(args);
    if (line.hasOption("help")) {
      console.out().print(ARGUMENTS.help());
      return Exit.CLEAN;
    }
    Path folder =
        console.folder().resolve(line.getArgList().isEmpty() ? "." : line.getArgList().getFirst());
    if (!Files.isDirectory(folder)) {
      throw new UsageException("there is no folder " + folder);
    }
    Path file = folder.resolve(SettingsReader.FILE).normalize();
    try {
      if (!Files.exists(file)) {
        Output.write(file, START);
        console.out().println("wrote " + file);
        return Exit.CLEAN;
      }
      if (SettingsReader.read(file).file().isPresent()) {
        return console.fail(file + " has a [tool.deadheat] already; it was left as it is");
      }
      String text = Files.readString(file);
      Output.write(file, text + (text.endsWith("\n") ? "\n" : "\n\n") + START);
      console.out().println("added [tool.deadheat] to " + file);
      return Exit.CLEAN;
    } catch (SettingsException wrong) {
      return console.fail(wrong.getMessage() + "; mend it first");
    } catch (IOException wrong) {
      return console.fail(String.valueOf(wrong.getMessage()));
    }
  }
}
