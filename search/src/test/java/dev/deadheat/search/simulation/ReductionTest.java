package dev.deadheat.search.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.SourceDpor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How many orders there are, how many classes, and how many runs the reduced search makes.
class ReductionTest {
  private static final long MOST_ORDERS = 3000;

  @Test
  void printsTheTable() {
    System.out.printf(
        "%-34s %8s %8s %6s %6s %9s%n", "", "orders", "classes", "runs", "cut", "outcomes");
    for (int lanes = 2; lanes <= 4; lanes++) {
      if (lanes < 4) {
        compare("get and save, one row", lanes, SearchTest.RACY);
      }
      compare("the same under a lock", lanes, SearchTest.CURED);
      compare("search, then draw a number", lanes, DRAW);
    }
    compare("get and save, own rows", 3, List.of());
  }

  private static final List<Op> DRAW =
      List.of(
          new Op.Begin(Isolation.READ_COMMITTED),
          new Op.Read(Op.Where.all("t")),
          new Op.IfEmpty(List.of(), List.of(new Op.NextValue("s"))),
          new Op.Commit());

  private static void compare(String name, int lanes, List<Op> lane) {
    List<List<Op>> all = new ArrayList<>(Collections.nCopies(lanes, lane));
    if (lane.isEmpty()) {
      all.replaceAll(ignored -> List.of());
      for (int i = 0; i < lanes; i++) {
        Op.Where own = new Op.Where("t", Map.of("k", "" + i));
        all.set(i, List.of(new Op.Read(own), new Op.Update(own, Optional.empty(), "v", "?1")));
      }
    }
    List<Op.Insert> rows = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      rows.add(
          new Op.Insert("t", Map.of("k", "" + i, "v", "0"), Optional.empty(), Op.OnConflict.FAIL));
    }
    var program = new Program(Isolation.READ_COMMITTED, true, rows, all);
    Searches.Found reduced =
        Searches.finish(program, SourceDpor.under(Searches.dependence(program.isolation())));
    Searches.Found brute = Searches.finish(program, Exhaustive.allOrders().upTo(MOST_ORDERS));
    boolean whole = brute.progress().complete();
    System.out.printf(
        "%-34s %8s %8d %6d %6d %9d%n",
        name + ", " + lanes + " lanes",
        whole ? brute.progress().runs() : "> " + MOST_ORDERS,
        reduced.progress().classes(),
        reduced.progress().runs(),
        reduced.progress().cut(),
        reduced.outcomes().size());
    assertThat(reduced.progress().complete()).isTrue();
    assertThat(reduced.outcomes().keySet()).containsAll(brute.outcomes().keySet());
    if (whole) {
      assertThat(reduced.outcomes().keySet()).isEqualTo(brute.outcomes().keySet());
      assertThat(reduced.progress().runs()).isLessThanOrEqualTo(brute.progress().runs());
    }
  }
}
