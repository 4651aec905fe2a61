package dev.deadheat.rules.baseline;

import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Findings that were there before, and are not to be reported again.
///
/// @param entries by path, code and fingerprint
public record Baseline(List<Entry> entries) {
  private static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::path)
          .thenComparing(Entry::code)
          .thenComparing(Entry::function)
          .thenComparing(Entry::fingerprint);

  public Baseline {
    entries = entries.stream().sorted(ORDER).toList();
  }

  /// A finding as it was. Only the fingerprint decides; the rest is for whoever reads the file.
  public record Entry(
      String fingerprint, String code, String model, String function, String path) {}

  /// What is new against a baseline, and what is gone from the code.
  public record Compared(List<Finding> fresh, int known, List<Entry> vanished) {
    public Compared {
      fresh = List.copyOf(fresh);
      vanished = List.copyOf(vanished);
    }
  }

  /// The baseline that knows just these findings.
  public static Baseline of(List<Finding> findings) {
    return new Baseline(
        findings.stream()
            .map(finding ->
                new Entry(
                    finding.fingerprint(),
                    finding.rule().code(),
                    finding.model(),
                    finding.function(),
                    finding.path()))
            .toList());
  }

  /// Compares.
  public Compared compare(List<Finding> findings) {
    Map<String, Entry> known = new HashMap<>();
    entries.forEach(entry -> known.put(entry.fingerprint(), entry));
    var fresh = new ArrayList<Finding>();
    var met = new HashSet<String>();
    for (Finding finding : findings) {
      if (known.containsKey(finding.fingerprint())) {
        met.add(finding.fingerprint());
      } else {
        fresh.add(finding);
      }
    }
    List<Entry> vanished =
        entries.stream().filter(entry -> !met.contains(entry.fingerprint())).toList();
    return new Compared(fresh, met.size(), vanished);
  }
}
