package dev.deadheat.rules;

import dev.deadheat.django.entry.EntryPoint;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Builds findings, so that all rules say the same things the same way.
final class Findings {
  static final int MAX_ENTRIES = 3;

  private Findings() {}

  /// What a finding is about.
  record Subject(String model, List<String> fields, Section section, Project.Reach reach) {}

  static Finding of(
      RuleId rule,
      FunctionFlow flow,
      Subject subject,
      String message,
      Severity severity,
      Confidence confidence,
      List<String> story,
      String cure) {
    Section section = subject.section();
    Site at = section.place();
    FunctionFacts function = at.function();
    var fields = new ArrayList<>(subject.fields());
    fields.sort(String::compareTo);
    String print =
        Integer.toHexString(
            (rule.code()
                    + "|"
                    + at.path()
                    + "|"
                    + function.qualifiedName()
                    + "|"
                    + subject.model()
                    + "|"
                    + fields
                    + "|"
                    + section.read().map(site -> site.function().toString()).orElse(""))
                .hashCode());
    return new Finding(
        rule,
        message,
        severity,
        confidence,
        at.path(),
        at.line(),
        at.place().endLine(),
        function.qualifiedName(),
        subject.model(),
        fields,
        section.read().map(Findings::spot),
        Optional.of(spot(section.write())),
        entries(subject.reach().entries()),
        story,
        cure,
        print,
        List.of());
  }

  /// How sure a finding is that nobody was seen to reach: less so. What it rests on comes from
  /// callers that are not known, and may hold a lock; unless another service is asked meanwhile,
  /// for nobody keeps a row locked so long.
  static Confidence reached(Confidence confidence, Project.Reach reach, FunctionFlow flow) {
    boolean known =
        reach.known()
            || flow.dispatches().stream().anyMatch(told -> told.kind() == Dispatch.Kind.HTTP);
    if (reach.isOnce() || (!reach.known() && Commands.isMadeUp(flow.function()))) {
      return Confidence.LOW;
    }
    return switch (confidence) {
      case HIGH -> known ? Confidence.HIGH : Confidence.MEDIUM;
      case MEDIUM -> known ? Confidence.MEDIUM : Confidence.LOW;
      case LOW -> Confidence.LOW;
    };
  }

  static Finding.Spot spot(Site site) {
    return new Finding.Spot(site.path(), site.line());
  }

  private static List<Finding.Entry> entries(List<EntryPoint> entries) {
    return entries.stream()
        .limit(MAX_ENTRIES)
        .map(entry ->
            new Finding.Entry(
                entry.kind().name().toLowerCase(Locale.ROOT),
                entry.name(),
                entry.function().module().path(),
                entry.function().line()))
        .toList();
  }

  static String line(Site site) {
    return site.path() + ":" + site.line();
  }

  static String list(Collection<String> columns) {
    return columns.isEmpty() || columns.contains("*")
        ? "its columns"
        : String.join(", ", columns.stream().sorted().limit(4).map(c -> "`" + c + "`").toList())
            + (columns.size() > 4 ? ", ..." : "");
  }
}
