package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one run of a function has gathered.
final class Gathered {
  final List<Write> writes = new ArrayList<>();
  final List<Read> reads = new ArrayList<>();
  final List<Dispatch> dispatches = new ArrayList<>();
  final List<LockUse> lockUses = new ArrayList<>();
  final Set<Source> answers = new LinkedHashSet<>();
  final Set<Torn> torn = new LinkedHashSet<>();
  final Map<Place, Swallow> swallows = new LinkedHashMap<>();
  final List<CallSite> calls = new ArrayList<>();
  final List<CallSite> lambdaCalls = new ArrayList<>();
  final List<Value> returns = new ArrayList<>();
  final List<State> ends = new ArrayList<>();
  final Set<Guard> exits = new LinkedHashSet<>();
  final Map<Place, LockUse> lazyLocks = new LinkedHashMap<>();
  final List<Lock> committed = new ArrayList<>();
  final Map<Read, Boolean> saved = new LinkedHashMap<>();

  /// The tests under which rows were made that are not in the database yet.
  final Map<Read, Set<Guard>> made = new LinkedHashMap<>();

  final List<Site> waiting = new ArrayList<>();
  Optional<Summary.Wrapped> wrapped = Optional.empty();
  final LockNotes lockNotes;

  Gathered(Interpreter interpreter) {
    lockNotes = new LockNotes(interpreter);
  }

  /// What is started; without what stands in code that is kept until the commit on some path, for a
  /// switch decides about that, as one does for tests.
  List<Dispatch> started() {
    return dispatches.stream()
        .filter(each -> waiting.stream().noneMatch(code -> holds(code, each.site())))
        .toList();
  }

  private static boolean holds(Site code, Site site) {
    return code.function().equals(site.function())
        && code.place().start() <= site.place().start()
        && site.place().end() <= code.place().end();
  }
}
