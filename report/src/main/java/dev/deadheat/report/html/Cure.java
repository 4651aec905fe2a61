package dev.deadheat.report.html;

import dev.deadheat.loop.Attempt;
import dev.deadheat.loop.Cured;
import dev.deadheat.report.story.CureWords;
import dev.deadheat.report.story.Headline.Tone;
import dev.deadheat.report.svg.SvgReport;
import dev.deadheat.report.svg.Theme;
import dev.deadheat.report.text.Printable;
import java.util.ArrayList;
import java.util.List;

/// What the template shows of the cures that were tried on one race.
///
/// @param why which to take and why, or why there is none
/// @param picture the order that broke, on the patched project, as SVG; empty if none holds
/// @param stamp what was proved of the patch; empty if none holds
record Cure(
    String tone,
    String sign,
    String why,
    List<Tried> tried,
    String picture,
    int lanes,
    List<DiffLine> diff,
    String stamp) {

  /// A cure that was tried.
  record Tried(int number, String tone, String sign, String title, String told, String replay) {}

  /// A line of the patch.
  ///
  /// @param kind `added`, `removed`, `file`, `place` or `same`: a class, beside the line's own sign
  record DiffLine(String kind, String text) {}

  static Cure of(Cured cured, String id) {
    var tone = cured.recommended().isPresent() ? Tone.GOOD : Tone.DOUBT;
    var tried = new ArrayList<Tried>();
    for (Attempt attempt : cured.attempts()) {
      var its = attempt.holds() ? Tone.GOOD : Tone.BAD;
      tried.add(
          new Tried(
              tried.size() + 1,
              Entry.tone(its),
              Entry.sign(its),
              Printable.flat(CureWords.title(attempt)),
              Printable.flat(CureWords.told(attempt)),
              attempt.proof().replay().map(Printable::of).orElse("")));
    }
    var taken = cured.recommended();
    return new Cure(
        Entry.tone(tone),
        Entry.sign(tone),
        Printable.flat(CureWords.verdict(cured)),
        tried,
        taken
            .map(each -> SvgReport.schedule(each.before(), Theme.OF_PAGE, id + "-cured"))
            .orElse(""),
        cured.broken().requests().size(),
        taken.stream().flatMap(each -> each.diff().stream()).map(Cure::line).toList(),
        taken.flatMap(Attempt::stamp).map(Printable::flat).orElse(""));
  }

  private static DiffLine line(String text) {
    var kind =
        text.startsWith("+++") || text.startsWith("---")
            ? "file"
            : text.startsWith("@@")
                ? "place"
                : text.startsWith("+") ? "added" : text.startsWith("-") ? "removed" : "same";
    return new DiffLine(kind, Printable.of(text));
  }
}
