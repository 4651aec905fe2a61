package dev.deadheat.report.html;

import dev.deadheat.loop.Cured;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.html.HtmlReport.About;
import dev.deadheat.report.story.IsolationTable;
import dev.deadheat.report.svg.Theme;
import dev.deadheat.report.text.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the template shows of a run. All text is printable and not yet escaped; `css` and pictures
/// are ours and go in as they are.
record Page(
    String title,
    String madeWith,
    String count,
    String css,
    String light,
    String dark,
    List<Group> groups,
    List<String> levels,
    List<LevelsRow> outcomes,
    List<Entry> entries) {
  /// What corrupts rows on top, what is clean below, and what is open between.
  private static final List<String> WORST_FIRST =
      List.of(
          "Corrupts rows",
          "Succeeds twice",
          "Blocks others",
          "Only an error",
          "Only a response",
          "Other",
          "Latent",
          "Inconclusive",
          "Never met",
          "Clean");

  /// A scenario in the table of isolation levels.
  record LevelsRow(String scenario, List<LevelCell> cells) {}

  /// What came out at one level.
  record LevelCell(String tone, String sign, String word) {}

  /// The verdicts of one severity.
  record Group(String name, List<Entry> entries) {}

  static Page of(About about, List<Verdict> verdicts, List<Cured> cured, String css) {
    var table = IsolationTable.of(verdicts);
    var entries = new ArrayList<Entry>();
    var sorted = verdicts.stream().sorted(Comparator.comparingInt(Page::rank)).toList();
    for (var verdict : sorted) {
      var title = verdict.scenario() + (table.isPresent() ? ", " + verdict.isolation() : "");
      var id = "v" + (entries.size() + 1);
      Optional<Cured> cure =
          cured.stream().filter(each -> each.broken().equals(verdict)).findFirst();
      entries.add(
          Entry.of(
              verdict,
              id,
              Printable.flat(title),
              cure.map(each -> Cure.of(each, id)).stream().toList()));
    }
    var groups = new ArrayList<Group>();
    for (var entry : entries) {
      if (groups.isEmpty() || !groups.getLast().name().equals(entry.group())) {
        groups.add(new Group(entry.group(), new ArrayList<>()));
      }
      groups.getLast().entries().add(entry);
    }
    var n = verdicts.stream().map(Verdict::scenario).distinct().count();
    return new Page(
        Printable.flat(about.project()),
        Printable.flat(about.madeWith()),
        n == 0 ? "No scenario ran: nothing was proved." : n == 1 ? "1 scenario" : n + " scenarios",
        css,
        variables(Theme.LIGHT),
        variables(Theme.DARK),
        groups,
        table.map(IsolationTable::levels).orElse(List.of()),
        table.stream().flatMap(each -> each.rows().stream()).map(Page::row).toList(),
        entries);
  }

  private static LevelsRow row(IsolationTable.Row row) {
    return new LevelsRow(
        row.scenario(),
        row.cells().stream()
            .map(cell ->
                new LevelCell(
                    cell.tone().map(Entry::tone).orElse(""),
                    cell.tone().map(Entry::sign).orElse(""),
                    cell.word()))
            .toList());
  }

  private static int rank(Verdict verdict) {
    return WORST_FIRST.indexOf(group(verdict));
  }

  static String group(Verdict verdict) {
    return switch (verdict.status()) {
      case INCONCLUSIVE -> "Inconclusive";
      case NEVER_MET -> "Never met";
      case CLEAN -> "Clean";
      case ANOMALY, DEADLOCK, ERROR, FAULT, LATENT ->
          switch (verdict.severity()) {
            case CORRUPTS_ROWS -> "Corrupts rows";
            case SUCCEEDS_TWICE -> "Succeeds twice";
            case BLOCKS -> "Blocks others";
            case ONLY_AN_ERROR -> "Only an error";
            case ONLY_A_RESPONSE -> "Only a response";
            case LATENT -> "Latent";
            case NONE -> "Other";
          };
    };
  }

  /// A theme as the custom properties that [Theme#OF_PAGE] reads.
  private static String variables(Theme theme) {
    var out = new StringBuilder();
    variable(out, "page", theme.page());
    variable(out, "panel", theme.panel());
    variable(out, "card", theme.card());
    variable(out, "line", theme.line());
    variable(out, "text", theme.text());
    variable(out, "muted", theme.muted());
    variable(out, "bad", theme.bad());
    variable(out, "doubt", theme.doubt());
    variable(out, "good", theme.good());
    variable(out, "row", theme.row());
    for (var i = 0; i < theme.lanes().size(); i++) {
      variable(out, "lane-" + (i + 1), theme.lanes().get(i));
    }
    return out.toString();
  }

  private static void variable(StringBuilder out, String name, String value) {
    out.append("--dh-").append(name).append(':').append(value).append(';');
  }
}
