package dev.deadheat.prove.explore;

import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.List;

/// Serial orders.
final class Orders {
  private Orders() {}

  /// Every order of every non-empty subset, short ones first: for two lanes A, B, AB, BA.
  static List<List<Lane>> ofSubsets(List<Lane> lanes) {
    List<List<Lane>> all = new ArrayList<>();
    List<List<Lane>> last = List.of(List.of());
    for (int size = 1; size <= lanes.size(); size++) {
      List<List<Lane>> next = new ArrayList<>();
      for (List<Lane> order : last) {
        for (Lane lane : lanes) {
          if (!order.contains(lane)) {
            List<Lane> longer = new ArrayList<>(order);
            longer.add(lane);
            next.add(List.copyOf(longer));
          }
        }
      }
      all.addAll(next);
      last = next;
    }
    return all;
  }
}
