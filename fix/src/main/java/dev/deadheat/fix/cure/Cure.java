package dev.deadheat.fix.cure;

import java.util.List;

/// One way to cure a race.
interface Cure {
  /// What it offers for a case, best first; empty if it is no cure for it.
  List<Candidate> offer(Case each);
}
