package dev.deadheat.search.dependence;

import dev.deadheat.search.Lane;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What one choice set in motion: the chosen lane's step, and the grants that followed from it.
///
/// @param lane the lane that was chosen
/// @param lanes all lanes that moved: the chosen one and those that were granted a lock
/// @param footprint what all of it touched
public record Transition(Lane lane, SortedSet<Lane> lanes, Footprint footprint) {
  public Transition {
    lanes = Collections.unmodifiableSortedSet(new TreeSet<>(lanes));
  }
}
