package dev.deadheat.report.terminal;

import dev.deadheat.loop.Proof;
import dev.deadheat.report.findings.Checked;
import dev.deadheat.report.findings.FindingWords;
import dev.deadheat.report.text.Printable;
import dev.deadheat.report.text.Width;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Findings as text for a terminal: what is wrong, the code with its read and its write marked,
/// what two users do, who gets there, and the cure.
///
/// No line is wider than the look's width, nothing is told by colour alone, and nothing of the
/// project's text reaches the terminal as a control character. Lines end with `\n`.
public final class TerminalFindings {
  private static final int WHOLE = Integer.MAX_VALUE;

  /// Reads and writes further apart than this are shown in two frames.
  private static final int FRAME_GAP = 12;

  private static final int TAB = 4;

  private final Pen pen;
  private final Function<String, List<String>> source;

  private TerminalFindings(Pen pen, Function<String, List<String>> source) {
    this.pen = pen;
    this.source = source;
  }

  /// A printer.
  ///
  /// @param source the lines of a file, by its path; empty for one that cannot be read
  public static TerminalFindings of(TerminalLook look, Function<String, List<String>> source) {
    return new TerminalFindings(new Pen(look), source);
  }

  /// All findings, the notes, and what was looked at.
  public String print(Checked checked) {
    var lines = new ArrayList<Line>();
    for (Finding finding : checked.findings()) {
      finding(finding, checked.proof(finding), lines);
      lines.add(Line.EMPTY);
    }
    for (Checked.Note note : checked.notes()) {
      wrapped(note.path() + ":" + note.line() + ": " + note.text(), Line.EMPTY, "  ", lines);
    }
    var style = checked.findings().isEmpty() ? Style.GOOD : Style.BOLD;
    for (String line : pen.wrap(FindingWords.looked(checked), pen.width(), WHOLE)) {
      lines.add(Line.of(style, line));
    }
    var out = new StringBuilder();
    lines.forEach(line -> out.append(pen.render(line)).append('\n'));
    return out.toString();
  }

  private void finding(Finding finding, Optional<Proof> proof, List<Line> lines) {
    lines.add(
        Line.of(style(finding.severity()), finding.rule().code())
            .and(Style.BOLD, " " + finding.rule().name())
            .and(Style.DIM, " [" + FindingWords.rank(finding) + "]"));
    wrapped(finding.message(), Line.EMPTY, "", lines);
    frames(finding, lines);
    for (var i = 0; i < finding.story().size(); i++) {
      wrapped(finding.story().get(i), Line.of(Style.DIM, "  " + (i + 1) + ". "), "     ", lines);
    }
    if (!finding.entryPoints().isEmpty()) {
      labelled("reached by", FindingWords.reachedBy(finding), lines);
    }
    proof.ifPresent(known -> labelled("proof", FindingWords.proved(known), lines));
    labelled("cure", finding.cure(), lines);
  }

  private void labelled(String label, String text, List<Line> lines) {
    wrapped(text, Line.of(Style.PLAIN, "  = ").and(Style.BOLD, label + ": "), "    ", lines);
  }

  private void wrapped(String text, Line head, String indent, List<Line> lines) {
    var words = Printable.flat(text);
    var first = pen.wrap(words, pen.width() - head.width(), WHOLE).getFirst();
    lines.add(head.and(Style.PLAIN, first));
    var rest = pen.text(words).substring(first.length()).strip();
    if (!rest.isEmpty()) {
      for (String line : pen.wrap(rest, pen.width() - indent.length(), WHOLE)) {
        lines.add(Line.of(Style.PLAIN, indent + line));
      }
    }
  }

  /// The read and the write, together if they stand close to each other.
  private void frames(Finding finding, List<Line> lines) {
    Optional<Finding.Spot> read = finding.read();
    var write = finding.write().orElseGet(() -> new Finding.Spot(finding.path(), finding.line()));
    var together =
        read.filter(spot ->
            spot.path().equals(write.path())
                && spot.line() <= write.line()
                && write.line() - spot.line() <= FRAME_GAP);
    if (together.isPresent()) {
      frame(finding, together.get(), write.line(), lines);
    } else {
      read.ifPresent(spot -> frame(finding, spot, spot.line(), lines));
      frame(finding, write, write.line(), lines);
    }
  }

  private void frame(Finding finding, Finding.Spot from, int last, List<Line> lines) {
    var text = source.apply(from.path());
    var end = Math.min(last, text.size());
    var gutter = Math.max(2, Integer.toString(end).length()) + 1;
    lines.add(
        Line.of(Style.DIM, " ".repeat(gutter) + "--> ")
            .and(
                Style.PLAIN,
                pen.elideStart(Printable.of(from.path()), pen.width() - gutter - 12)
                    + ":"
                    + from.line()));
    lines.add(Line.of(Style.DIM, " ".repeat(gutter) + "|"));
    for (var number = from.line(); number <= end; number++) {
      var spot = new Finding.Spot(from.path(), number);
      var reads = finding.read().filter(spot::equals).isPresent();
      var writes = finding.write().filter(spot::equals).isPresent();
      var code = untabbed(text.get(number - 1));
      var shown = pen.elide(Printable.of(code), pen.width() - gutter - 2);
      lines.add(
          Line.of(
                  Style.DIM,
                  "%".concat(Integer.toString(gutter - 1)).concat("d | ").formatted(number))
              .and(Style.PLAIN, shown));
      if (reads || writes) {
        lines.add(mark(gutter, shown, reads, writes));
      }
    }
    lines.add(Line.of(Style.DIM, " ".repeat(gutter) + "|"));
  }

  private Line mark(int gutter, String shown, boolean reads, boolean writes) {
    var indent = shown.length() - shown.stripLeading().length();
    var word = reads && writes ? " read, write" : reads ? " read" : " write";
    var cells = Math.max(1, Width.of(shown.strip()));
    var room = pen.width() - gutter - 2 - indent - word.length();
    return Line.of(Style.DIM, " ".repeat(gutter) + "| ")
        .and(Style.PLAIN, " ".repeat(indent))
        .and(
            writes ? Style.BAD : Style.DOUBT,
            (writes ? "^" : "-").repeat(Math.max(1, Math.min(cells, room))) + word);
  }

  private static String untabbed(String line) {
    return line.replace("\t", " ".repeat(TAB)).stripTrailing();
  }

  private static Style style(Severity severity) {
    return switch (severity) {
      case HIGH -> Style.BAD;
      case MEDIUM -> Style.DOUBT;
      case LOW -> Style.BOLD;
    };
  }
}
