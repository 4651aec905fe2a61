package dev.deadheat.prove;

import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.explore.Explorer;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.faults.Fault;
import dev.deadheat.prove.faults.FaultFindings;
import dev.deadheat.prove.faults.FaultFindings.Broken;
import dev.deadheat.prove.faults.FaultSearch;
import dev.deadheat.prove.replay.RecordedFault;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.stage.Scenery;
import dev.deadheat.prove.story.FaultVerdicts;
import dev.deadheat.prove.story.VerdictBuilder;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.search.Lane;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Searches one scenario for faults that leave something behind.
///
/// @param words for the verdict
/// @param replays writes the worst one down
record FaultProof(Scenario scenario, Scenery scenery, VerdictBuilder words, Replays replays) {
  Verdict search(Explorer.Declared declared, Budget budget, Watcher watcher)
      throws ProveException, InterruptedException, StageException {
    FaultFindings findings = over(declared, budget, watcher).search();
    Verdict verdict = new FaultVerdicts(words).build(findings);
    if (findings instanceof FaultFindings.Tried tried && !tried.broken().isEmpty()) {
      Broken worst = tried.broken().getFirst();
      return replays.write(
          verdict,
          scenario,
          worst.lineup().base().run().schedule(),
          Optional.of(recorded(worst.lineup().lanes(), worst.fault())),
          scenery.versions());
    }
    return verdict;
  }

  Verdict replay(
      ReplayFile file,
      RecordedFault fault,
      Explorer.Declared declared,
      Budget budget,
      Watcher watcher)
      throws InterruptedException, StageException {
    List<Lane> lanes = fault.lanes().chars().mapToObj(FaultProof::lane).toList();
    FaultFindings findings =
        over(declared, budget, watcher).replay(lanes, file.schedule(), injected(fault));
    return new FaultVerdicts(words).build(findings);
  }

  private FaultSearch over(Explorer.Declared declared, Budget budget, Watcher watcher) {
    return new FaultSearch(
        scenery.faults(),
        scenario.lanes(),
        declared,
        scenery.closes(),
        budget,
        InstantSource.system(),
        watcher);
  }

  private static RecordedFault recorded(List<Lane> lanes, Optional<Fault> fault) {
    String letters = lanes.stream().map(Lane::label).collect(Collectors.joining());
    return fault
        .map(each ->
            new RecordedFault(
                letters,
                each.lane().label(),
                each.step(),
                each.kind().word(),
                each.moment().word()))
        .orElse(new RecordedFault(letters, letters.substring(0, 1), 0, "none", "before"));
  }

  private static Optional<Fault> injected(RecordedFault fault) {
    return fault.kind().equals("none")
        ? Optional.empty()
        : Optional.of(
            new Fault(
                lane(fault.lane().charAt(0)),
                fault.step(),
                Fault.Kind.valueOf(fault.kind().toUpperCase(Locale.ROOT)),
                Fault.Moment.valueOf(fault.moment().toUpperCase(Locale.ROOT))));
  }

  private static Lane lane(int letter) {
    return new Lane(letter - 'A');
  }
}
