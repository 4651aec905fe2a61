package dev.deadheat.loop;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A cure, put together of one candidate for each finding that the race needs, and how it fared.
///
/// @param parts in the order in which they were found to be needed; at least one
/// @param files what it changes, by path; new files too
/// @param diff the same as `diff -u` shows it, a line each
/// @param before the breaking order, played again on the patched project
/// @param proof the whole search of the patched project
/// @param result what follows
public record Attempt(
    List<Part> parts,
    Map<String, Change> files,
    List<String> diff,
    Verdict before,
    Verdict proof,
    Result result) {
  public Attempt {
    parts = List.copyOf(parts);
    files = Map.copyOf(files);
    diff = List.copyOf(diff);
  }

  /// A file before and after.
  ///
  /// @param before as it was read; without text for a new file
  public record Change(SourceFile before, SourceFile after) {}

  /// How an attempt ended.
  public sealed interface Result {
    /// No order breaks it any more, faults leave nothing behind, and the project's own tests pass
    /// as before.
    ///
    /// @param cost what it costs those who wait
    /// @param faults how many were injected; none left anything behind that they did not before
    /// @param tests what was run besides, a sentence each
    /// @param latent whether the requests still depend on each other in a circle, though no outcome
    ///   differs in any order
    record Holds(Cost cost, int faults, List<String> tests, boolean latent) implements Result {}

    /// An order still breaks it, or the search could not be completed.
    ///
    /// @param why in a sentence
    record Fails(String why) implements Result {}
  }

  /// Whether it may be written into the project.
  public boolean holds() {
    return result instanceof Result.Holds;
  }

  /// What is stamped on the patch: `proved: all 12 classes, no deadlock, 24 faults`; empty if it
  /// does not hold.
  public Optional<String> stamp() {
    return switch (result) {
      case Result.Holds(Cost cost, int faults, List<String> tests, boolean latent) ->
          Optional.of(
              "proved: %s, %s, %d faults%s; %s"
                  .formatted(
                      covered(),
                      deadlocks(cost),
                      faults,
                      latent ? ", no outcome differs (a latent circle is left)" : "",
                      String.join("; ", tests)));
      case Result.Fails _ -> Optional.empty();
    };
  }

  private static String deadlocks(Cost cost) {
    long deadlocks = cost.waiting().deadlocks();
    return deadlocks == 0
        ? "no deadlock"
        : "a deadlock in %d of %d orders, survived".formatted(deadlocks, cost.waiting().orders());
  }

  /// What the search of the patched project covered: `all 12 classes`.
  public String covered() {
    long classes = proof.explored().classes();
    return classes == 1 ? "the only order" : "all " + classes + " classes";
  }

  /// What it does: `save only the changed column`; several are joined.
  public String title() {
    return parts.stream()
        .map(part -> part.candidate().title())
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
