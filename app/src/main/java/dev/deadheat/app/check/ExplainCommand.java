package dev.deadheat.app.check;

import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.rules.RuleId;
import dev.deadheat.rules.RulePages;
import dev.deadheat.rules.Rules;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// `deadheat explain RULE`: prints a rule's page; without a rule, the list of rules.
public final class ExplainCommand implements Command {
  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String summary() {
    return "print a rule's page, or the list of rules";
  }

  @Override
  public Exit run(List<String> args, Console console) {
    return run(args, console.out(), console.err()) == 0 ? Exit.CLEAN : Exit.ERROR;
  }

  /// Runs it.
  ///
  /// @param args what follows `explain` on the command line
  /// @return 0, or 2 if there is no such rule
  public int run(List<String> args, PrintStream out, PrintStream err) {
    if (args.isEmpty()) {
      for (RuleId id : Rules.ids()) {
        out.println(id.code() + "  " + id.name());
      }
      out.flush();
      return 0;
    }
    Optional<RuleId> rule = RulePages.find(args.getFirst());
    if (rule.isEmpty()) {
      err.println(
          "deadheat explain: there is no rule '"
              + args.getFirst()
              + "'; `deadheat explain` lists them");
      return 2;
    }
    out.print(RulePages.page(rule.get()));
    out.flush();
    return 0;
  }
}
