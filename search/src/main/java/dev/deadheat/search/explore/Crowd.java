package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import java.util.List;

/// Lanes that wait for the end of one transaction, none of them behind another: they wake together,
/// and who comes first nobody chooses.
///
/// @param choice index of the choice before which they waited so, a step of the lane they wait for
/// @param lanes at least two, in lane order
public record Crowd(int choice, List<Lane> lanes) {
  public Crowd {
    lanes = List.copyOf(lanes);
  }
}
