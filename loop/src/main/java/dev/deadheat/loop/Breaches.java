package dev.deadheat.loop;

import dev.deadheat.prove.verdict.FaultsView;
import dev.deadheat.prove.verdict.FaultsView.BrokenFault;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.RequestLine;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What faults break, and where, in words that a cure does not change: a cured statement stands on
/// other lines and sets other columns.
final class Breaches {
  /// What a statement does, and to which table.
  private static final Pattern DOES =
      Pattern.compile("(?is)^\\s*(?:(SELECT)\\b.*?\\b(FROM)|(\\w+)(?:\\s+(INTO|FROM))?)\\s+(\\S+)");

  private Breaches() {}

  /// One line each: `half done at UPDATE accounts_account of POST /accounts/1/payment/`.
  static Set<String> in(Verdict struck) {
    var all = new TreeSet<String>();
    for (BrokenFault fault : struck.faults().map(FaultsView::broken).orElseThrow()) {
      for (FaultsView.BreachView breach : fault.breaches()) {
        all.add(
            "%s at %s of %s"
                .formatted(breach.name(), does(fault.statement()), request(struck, fault.lane())));
      }
    }
    return all;
  }

  private static String does(String statement) {
    Matcher matcher = DOES.matcher(statement);
    if (!matcher.find()) {
      return statement;
    }
    String verb = matcher.group(1) != null ? matcher.group(1) : matcher.group(3);
    return verb + " " + matcher.group(5);
  }

  private static String request(Verdict struck, String lane) {
    return struck.requests().stream()
        .filter(line -> line.lane().equals(lane))
        .map(Breaches::words)
        .findFirst()
        .orElse(lane);
  }

  private static String words(RequestLine line) {
    return line.method() + " " + line.path();
  }
}
