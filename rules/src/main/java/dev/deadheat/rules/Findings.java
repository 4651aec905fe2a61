package dev.deadheat.rules;

import dev.deadheat.django.entry.EntryPoint;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Builds findings, so that all rules say the same things the same way.
final class Findings {
  static final int MAX_ENTRIES = 3;
  private static final String[] GRAVE = {
    "balance", "amount", "price", "total", "credit", "stock", "quantity", "quota", "limit", "paid",
    "payment", "token", "status", "state", "count", "used", "redeemed", "permission", "score",
        "points",
    "refund", "captured", "active", "approved", "version", "number", "sequence"
  };
  private static final String[] SLIGHT = {
    "last_seen",
    "last_active",
    "last_login",
    "last_used",
    "last_access",
    "seen",
    "viewed",
    "updated_at"
  };

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
        print);
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

  /// Whether nobody is hurt if one of two values is lost, since both are about now.
  static boolean isSlight(Collection<String> columns) {
    return !columns.isEmpty()
        && columns.stream()
            .map(column -> column.toLowerCase(Locale.ROOT))
            .allMatch(column -> Stream.of(SLIGHT).anyMatch(column::contains));
  }

  /// By what the columns are named.
  static Severity severity(Collection<String> columns, Severity usual) {
    for (String column : columns) {
      String lower = column.toLowerCase(Locale.ROOT);
      for (String word : SLIGHT) {
        if (lower.contains(word)) {
          return Severity.LOW;
        }
      }
    }
    for (String column : columns) {
      String lower = column.toLowerCase(Locale.ROOT);
      for (String word : GRAVE) {
        if (lower.contains(word)) {
          return Severity.HIGH;
        }
      }
    }
    return usual;
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
