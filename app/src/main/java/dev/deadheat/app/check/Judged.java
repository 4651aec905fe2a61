package dev.deadheat.app.check;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.Encoder;
import dev.deadheat.django.memory.StaleException;
import dev.deadheat.rules.Confidence;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.RuleId;
import dev.deadheat.rules.Rules;
import dev.deadheat.rules.Severity;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What all rules say of a project, whatever is asked for: it depends on the files and on what the
/// project says of itself, and on nothing else.
///
/// @param findings of all rules, without fingerprints
/// @param notes comments that speak to Deadheat
/// @param troubles files that could not be read whole
/// @param models how many models there are
/// @param entryPoints how many entry points there are
record Judged(
    List<Finding> findings,
    List<ProjectFacts.Note> notes,
    List<ProjectFacts.Trouble> troubles,
    int models,
    int entryPoints) {

  /// Runs the rules.
  static Judged of(ProjectFacts facts) {
    return new Judged(
        Rules.check(facts),
        facts.notes(),
        facts.troubles(),
        facts.models().all().size(),
        facts.entryPoints().all().size());
  }

  /// What it depends on, in short.
  ///
  /// @param digests of all files, by path
  static String key(Map<String, String> digests, ProjectOptions options) {
    var text = new StringBuilder();
    text.append(new TreeSet<>(options.lockFunctions())).append(options.settingsModule());
    new TreeMap<>(digests)
        .forEach((path, digest) -> text.append('\n').append(path).append('\n').append(digest));
    return ProjectReader.digest(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// For [#read].
  byte[] bytes(String key) {
    var out = new Encoder();
    out.text(key);
    out.number(models);
    out.number(entryPoints);
    out.all(
        notes,
        note -> {
          out.text(note.path());
          out.number(note.line());
          out.text(note.text());
        });
    out.all(
        troubles,
        trouble -> {
          out.text(trouble.path());
          out.number(trouble.line());
          out.text(trouble.message());
        });
    out.all(findings, finding -> write(finding, out));
    return out.bytes();
  }

  /// What [#bytes] made under this key; empty for any other.
  static Optional<Judged> read(byte[] bytes, String key) {
    try {
      var in = new Decoder(bytes);
      if (bytes.length == 0 || !in.text().equals(key)) {
        return Optional.empty();
      }
      int models = in.number();
      int entryPoints = in.number();
      List<ProjectFacts.Note> notes =
          in.list(() -> new ProjectFacts.Note(in.text(), in.number(), in.text()));
      List<ProjectFacts.Trouble> troubles =
          in.list(() -> new ProjectFacts.Trouble(in.text(), in.number(), in.text()));
      var rules = new HashMap<String, RuleId>();
      Rules.ids().forEach(rule -> rules.put(rule.code(), rule));
      List<Finding> findings = in.list(() -> finding(in, rules));
      return Optional.of(new Judged(findings, notes, troubles, models, entryPoints));
    } catch (StaleException e) {
      return Optional.empty();
    }
  }

  private static void write(Finding finding, Encoder out) {
    out.text(finding.rule().code());
    out.text(finding.message());
    out.constant(finding.severity());
    out.constant(finding.confidence());
    out.text(finding.path());
    out.number(finding.line());
    out.number(finding.endLine());
    out.text(finding.function());
    out.text(finding.model());
    out.all(finding.fields(), out::text);
    out.optional(finding.read(), spot -> write(spot, out));
    out.optional(finding.write(), spot -> write(spot, out));
    out.all(
        finding.entryPoints(),
        entry -> {
          out.text(entry.kind());
          out.text(entry.name());
          out.text(entry.path());
          out.number(entry.line());
        });
    out.all(finding.story(), out::text);
    out.text(finding.cure());
    out.text(finding.fingerprint());
  }

  private static void write(Finding.Spot spot, Encoder out) {
    out.text(spot.path());
    out.number(spot.line());
  }

  private static Finding finding(Decoder in, Map<String, RuleId> rules) {
    RuleId rule =
        Optional.ofNullable(rules.get(in.text()))
            .orElseThrow(() -> new StaleException("no such rule"));
    return new Finding(
        rule,
        in.text(),
        in.constant(Severity.values()),
        in.constant(Confidence.values()),
        in.text(),
        in.number(),
        in.number(),
        in.text(),
        in.text(),
        in.list(in::text),
        in.optional(() -> new Finding.Spot(in.text(), in.number())),
        in.optional(() -> new Finding.Spot(in.text(), in.number())),
        in.list(() -> new Finding.Entry(in.text(), in.text(), in.text(), in.number())),
        in.list(in::text),
        in.text(),
        in.text(),
        List.of());
  }
}
