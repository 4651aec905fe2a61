package dev.deadheat.search.anomaly;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.anomaly.Edge.Kind;
import dev.deadheat.search.anomaly.Graph.Link;
import dev.deadheat.search.anomaly.History.Read;
import dev.deadheat.search.anomaly.History.Sight;
import dev.deadheat.search.anomaly.History.Write;
import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Names what is wrong with a run: the cycles of its dependency graph.
///
/// A run without a cycle is equivalent to a serial order of its requests (Adya 1999, theorem 1), as
/// far as rows, columns and predicates were seen. A cycle may do no harm with the inputs at hand:
/// that is a latent anomaly.
public final class Anomalies {
  private static final int MOST = 50;
  private static final List<Anomaly> CLEAREST = List.of(Anomaly.values());

  private final Graph graph;

  private Anomalies(Graph graph) {
    this.graph = graph;
  }

  /// The anomalies of a run at READ COMMITTED, unless its transactions name another level.
  public static List<Witness> explain(Run run) {
    return explain(run, Isolation.READ_COMMITTED);
  }

  /// The anomalies of a run, clearest first; empty if it is serializable.
  ///
  /// @param usual the isolation level of transactions that name none
  public static List<Witness> explain(Run run, Isolation usual) {
    return explain(History.of(run, usual, Sight.COMMITTED));
  }

  static List<Witness> explain(History history) {
    var anomalies = new Anomalies(Graph.of(history));
    List<Witness> found = new ArrayList<>(anomalies.dirtyReads());
    found.addAll(anomalies.pairs());
    if (found.isEmpty()) {
      anomalies.longerCycle().ifPresent(found::add);
    }
    found.sort(Comparator.comparingInt(Anomalies::rank));
    Map<String, Witness> distinct = new LinkedHashMap<>();
    for (Witness witness : found) {
      distinct.putIfAbsent(
          witness.anomaly() + " " + witness.culprit() + " " + witness.ignores(), witness);
    }
    return distinct.values().stream().limit(MOST).toList();
  }

  /// What changed rows first, what was only supposed last.
  private static int rank(Witness witness) {
    int clear = CLEAREST.indexOf(witness.anomaly()) * 2;
    if (witness.anomaly() == Anomaly.LOST_UPDATE && witness.lost().isEmpty()) {
      clear = CLEAREST.indexOf(Anomaly.WRITE_SKEW) * 2 + 1;
    }
    return clear + (witness.certain() ? 0 : 100);
  }

  private List<Witness> dirtyReads() {
    List<Witness> found = new ArrayList<>();
    List<Write> writes = new ArrayList<>(graph.history().writes());
    writes.addAll(graph.history().undone());
    for (Read read : graph.history().reads()) {
      for (Write write : writes) {
        if (!read.lane().equals(write.lane())
            && Graph.covers(read, write)
            && Graph.visible(write, read)
            && read.event() < write.ended()) {
          Edge edge =
              new Edge(
                  write.lane(),
                  write.event(),
                  read.lane(),
                  read.event(),
                  Kind.WR,
                  write.row().row().toString(),
                  read.columns().common(write.columns()),
                  false,
                  true);
          found.add(
              new Witness(
                  Anomaly.DIRTY_READ,
                  List.of(edge),
                  read.event(),
                  OptionalInt.of(write.event()),
                  OptionalInt.empty(),
                  List.of()));
        }
      }
    }
    return found;
  }

  private List<Witness> pairs() {
    List<Witness> found = new ArrayList<>();
    List<Link> links = graph.links();
    for (int i = 0; i < links.size(); i++) {
      for (int j = i + 1; j < links.size(); j++) {
        Edge one = links.get(i).edge();
        Edge other = links.get(j).edge();
        if (one.from().equals(other.to()) && one.to().equals(other.from())) {
          found.add(name(links.get(i), links.get(j)));
        }
      }
    }
    return found;
  }

  private Witness name(Link one, Link other) {
    Kind left = one.edge().kind();
    Kind right = other.edge().kind();
    if (left == Kind.RW && right == Kind.RW) {
      boolean oneFirst = closes(other) >= closes(one);
      return skew(oneFirst ? one : other, oneFirst ? other : one);
    }
    if (left == Kind.RW || right == Kind.RW) {
      return single(left == Kind.RW ? one : other, left == Kind.RW ? other : one);
    }
    boolean lastIsOther = other.edge().toEvent() >= one.edge().toEvent();
    Link last = lastIsOther ? other : one;
    Link first = lastIsOther ? one : other;
    Anomaly anomaly =
        left == Kind.WW && right == Kind.WW
            ? dirty(one) || dirty(other) ? Anomaly.DIRTY_WRITE : Anomaly.INTERLEAVED_WRITES
            : Anomaly.CIRCULAR_FLOW;
    return new Witness(
        anomaly,
        List.of(first.edge(), last.edge()),
        last.edge().toEvent(),
        OptionalInt.of(first.edge().fromEvent()),
        OptionalInt.empty(),
        List.of());
  }

  private static int closes(Link link) {
    return link.write().visible();
  }

  private static boolean dirty(Link overwriting) {
    return overwriting.first() instanceof Write earlier
        && overwriting.write().event() < earlier.ended();
  }

  /// Two anti-dependencies; the second one's write came last.
  private Witness skew(Link stale, Link last) {
    boolean known =
        refreshed(stale, last.edge().toEvent()) || refreshed(last, stale.edge().toEvent());
    boolean phantom = stale.edge().predicate() || last.edge().predicate();
    return witness(
        known ? Anomaly.FUZZY_READ : phantom ? Anomaly.PHANTOM : Anomaly.WRITE_SKEW,
        stale,
        last,
        List.of());
  }

  /// One anti-dependency, closed by a read or a write dependency (Adya's G-single).
  private Witness single(Link stale, Link back) {
    boolean sameRow = stale.edge().item().equals(back.edge().item());
    boolean refreshed = refreshed(stale, back.edge().toEvent());
    if (back.edge().kind() == Kind.WR) {
      return witness(
          sameRow || refreshed ? Anomaly.FUZZY_READ : Anomaly.READ_SKEW, stale, back, List.of());
    }
    boolean sameColumns =
        stale.edge().columns().isEmpty()
            || back.edge().columns().isEmpty()
            || stale.edge().columns().stream().anyMatch(back.edge().columns()::contains);
    boolean overwritesIt = stale.write().equals(back.first()) && sameColumns;
    boolean readFirst = stale.edge().fromEvent() <= back.edge().toEvent();
    if (overwritesIt && readFirst && !refreshed) {
      return witness(Anomaly.LOST_UPDATE, stale, back, Losses.of(stale.write(), back.write()));
    }
    return witness(refreshed ? Anomaly.FUZZY_READ : Anomaly.READ_SKEW, stale, back, List.of());
  }

  private static Witness witness(Anomaly anomaly, Link stale, Link back, List<Witness.Lost> lost) {
    return new Witness(
        anomaly,
        List.of(stale.edge(), back.edge()),
        back.edge().toEvent(),
        OptionalInt.of(stale.edge().fromEvent()),
        OptionalInt.of(stale.edge().toEvent()),
        lost);
  }

  /// Whether the lane that read something stale has read it again, fresh, by the time of an event:
  /// then what it does there does not rest on the stale read.
  private boolean refreshed(Link stale, int by) {
    return graph.history().reads().stream()
        .anyMatch(read ->
            read.lane().equals(stale.edge().from())
                && read.event() > stale.edge().fromEvent()
                && read.event() <= by
                && Graph.covers(read, stale.write())
                && Graph.visible(stale.write(), read));
  }

  /// A cycle through three or more lanes: each lane at most once, the fewest lanes first found.
  private Optional<Witness> longerCycle() {
    Optional<List<Link>> shortest = Optional.empty();
    for (Link start : graph.links()) {
      var seen = new LinkedHashSet<Lane>(List.of(start.edge().from()));
      Optional<List<Link>> found = back(start, start.edge().from(), seen, new ArrayList<>());
      if (found.isPresent() && shortest.filter(s -> s.size() <= found.get().size()).isEmpty()) {
        shortest = found;
      }
    }
    return shortest.map(Anomalies::named);
  }

  private Optional<List<Link>> back(Link here, Lane goal, Set<Lane> seen, List<Link> way) {
    List<Link> longer = new ArrayList<>(way);
    longer.add(here);
    if (here.edge().to().equals(goal)) {
      return Optional.of(longer);
    }
    if (!seen.add(here.edge().to())) {
      return Optional.empty();
    }
    for (Link next : graph.links()) {
      if (next.edge().from().equals(here.edge().to())) {
        Optional<List<Link>> found = back(next, goal, seen, longer);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Witness named(List<Link> cycle) {
    List<Edge> edges = cycle.stream().map(Link::edge).toList();
    int stale = 0;
    while (stale < edges.size() - 1 && edges.get(stale).kind() != Kind.RW) {
      stale++;
    }
    Edge read = edges.get(stale);
    Edge into = edges.get((stale + edges.size() - 1) % edges.size());
    boolean anti = read.kind() == Kind.RW;
    return new Witness(
        anti ? Anomaly.SERIALIZATION_ANOMALY : Anomaly.CIRCULAR_FLOW,
        edges,
        into.toEvent(),
        anti ? OptionalInt.of(read.fromEvent()) : OptionalInt.empty(),
        anti ? OptionalInt.of(read.toEvent()) : OptionalInt.empty(),
        List.of());
  }
}
