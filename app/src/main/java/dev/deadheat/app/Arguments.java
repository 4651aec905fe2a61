package dev.deadheat.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/// A command's options: understood, and explained by `--help`.
///
/// @param usage the line after `deadheat`: `prove [OPTIONS] [PROJECT]`
/// @param about what the command does, in a paragraph
/// @param options the options
public record Arguments(String usage, String about, Options options) {
  /// A flag.
  public static Option flag(String name, String what) {
    return Option.builder().longOpt(name).desc(what).get();
  }

  /// An option with a value.
  public static Option value(String name, String argument, String what) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(what).get();
  }

  /// An option that may come more than once.
  public static Option values(String name, String argument, String what) {
    return Option.builder()
        .longOpt(name)
        .hasArgs()
        .numberOfArgs(1)
        .argName(argument)
        .desc(what)
        .get();
  }

  /// Reads the arguments.
  ///
  /// @throws UsageException naming the first one that was not understood, and the nearest known one
  public CommandLine parse(List<String> args) throws UsageException {
    try {
      return DefaultParser.builder()
          .setAllowPartialMatching(false)
          .get()
          .parse(withHelp(), args.toArray(String[]::new));
    } catch (UnrecognizedOptionException unknown) {
      String nearest =
          Nearest.of(
                  unknown.getOption().replaceFirst("^--?", ""),
                  withHelp().getOptions().stream().map(Option::getLongOpt).toList())
              .map(name -> "; did you mean --" + name + "?")
              .orElse("");
      throw new UsageException("unknown option " + unknown.getOption() + nearest + seeHelp());
    } catch (ParseException wrong) {
      throw new UsageException(wrong.getMessage() + seeHelp());
    }
  }

  private String seeHelp() {
    return " (deadheat " + usage.split(" ", 2)[0] + " --help lists the options)";
  }

  private Options withHelp() {
    Options all = new Options();
    options.getOptions().forEach(all::addOption);
    all.addOption(flag("help", "print this and exit"));
    return all;
  }

  /// The text of `--help`, at most 80 columns wide.
  public String help() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println("usage: deadheat " + usage);
    out.println();
    about.lines().forEach(out::println);
    out.println();
    out.println("Options:");
    for (Option option : withHelp().getOptions()) {
      String head =
          "  --" + option.getLongOpt() + (option.hasArg() ? " " + option.getArgName() : "");
      out.println(head);
      for (String line : wrap(option.getDescription(), 72)) {
        out.println("        " + line);
      }
    }
    out.flush();
    return text.toString();
  }

  private static List<String> wrap(String text, int width) {
    List<String> lines = new java.util.ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
