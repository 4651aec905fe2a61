package dev.deadheat.app.prove;

import dev.deadheat.app.Exit;
import dev.deadheat.prove.verdict.Verdict;
import java.util.List;

/// The exit code that verdicts ask for.
final class Exits {
  private Exits() {}

  /// FOUND if anything breaks, else INCONCLUSIVE if anything is open, else CLEAN. A latent race
  /// breaks nothing that was seen, and lanes that never met prove nothing: neither is clean.
  static Exit of(List<Verdict> verdicts) {
    boolean found = false;
    boolean open = verdicts.isEmpty();
    for (Verdict verdict : verdicts) {
      switch (verdict.status()) {
        case ANOMALY, DEADLOCK, ERROR, FAULT, LATENT -> found = true;
        case NEVER_MET, INCONCLUSIVE -> open = true;
        case CLEAN -> {}
      }
    }
    return found ? Exit.FOUND : open ? Exit.INCONCLUSIVE : Exit.CLEAN;
  }
}
