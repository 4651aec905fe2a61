package dev.deadheat.prove.explore;

import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Serial orders.
final class Orders {
  private Orders() {}

  /// Every order of every non-empty subset, short ones first: for two lanes A, B, AB, BA.
  ///
  /// @param leaders the lane that hands over what a lane serves: it comes earlier, and what it
  ///   hands over is served in every order that it is in
  static List<List<Lane>> ofSubsets(List<Lane> lanes, Map<Lane, Lane> leaders) {
    List<List<Lane>> all = new ArrayList<>();
    List<List<Lane>> last = List.of(List.of());
    for (int size = 1; size <= lanes.size(); size++) {
      List<List<Lane>> next = new ArrayList<>();
      for (List<Lane> order : last) {
        for (Lane lane : lanes) {
          Lane leader = leaders.get(lane);
          if (!order.contains(lane) && (leader == null || order.contains(leader))) {
            List<Lane> longer = new ArrayList<>(order);
            longer.add(lane);
            next.add(List.copyOf(longer));
          }
        }
      }
      all.addAll(next);
      last = next;
    }
    return all.stream().filter(order -> allServed(order, leaders)).toList();
  }

  private static boolean allServed(List<Lane> order, Map<Lane, Lane> leaders) {
    return leaders.entrySet().stream()
        .allMatch(entry -> !order.contains(entry.getValue()) || order.contains(entry.getKey()));
  }
}
