package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Does again, as seen from a call, what a summary says that the callee does.
final class Replay {
  private static final int MAX_DEPTH = 9;
  private static final int MAX_WRITES = 160;

  private final Interpreter interpreter;
  private final Substitution substitution;
  private final Site here;

  Replay(Interpreter interpreter, Substitution substitution, Place place) {
    this.interpreter = interpreter;
    this.substitution = substitution;
    this.here = interpreter.site(place);
  }

  /// @param background whether the call is queued for later
  /// @param exceptSelf whether what is done to the first parameter's row is told otherwise
  void run(Summary summary, boolean background, boolean exceptSelf) {
    for (Write write : summary.writes()) {
      if (interpreter.record.writes.size() > MAX_WRITES) {
        break;
      }
      boolean skipped =
          write.via().size() >= MAX_DEPTH
              || (exceptSelf && onSelf(write))
              || write.guards().stream().anyMatch(substitution::excludes);
      if (!skipped) {
        write(write, background);
      }
    }
    // Behind a queue or a commit another transaction begins: that one's own run tells.
    if (!background && !interpreter.state.afterCommit) {
      dispatches(summary);
    }
    calls(summary);
    nested(summary.nested());
    if (!background) {
      rows(summary);
    }
  }

  private void dispatches(Summary summary) {
    State state = interpreter.state;
    for (Dispatch dispatch : summary.dispatches()) {
      if (dispatch.via().size() >= MAX_DEPTH) {
        continue;
      }
      interpreter.record.dispatches.add(
          new Dispatch(
              dispatch.kind(),
              dispatch.task(),
              substitution.sources(dispatch.sources()),
              dispatch.wrote() || state.wrote,
              dispatch.inTransaction() || interpreter.inTransaction(),
              interpreter.inTransaction(),
              Stream.concat(state.locks.stream(), dispatch.locks().stream()).distinct().toList(),
              guards(dispatch.guards()),
              dispatch.site(),
              prepend(dispatch.via())));
    }
  }

  private void calls(Summary summary) {
    State state = interpreter.state;
    for (CallSite inner : summary.calls()) {
      CallSite call = inner.from(here, state.locks, interpreter.inTransaction());
      interpreter.record.calls.add(call);
      if (interpreter.inGivenLambda || !interpreter.captures.isEmpty()) {
        interpreter.record.lambdaCalls.add(call);
      }
    }
  }

  /// What rows are left with.
  private void rows(Summary summary) {
    State state = interpreter.state;
    summary
        .assigned()
        .forEach((read, columns) -> {
          for (Read target : substitution.reads(read)) {
            columns.forEach((column, value) -> {
              Write.Assigned theirs = substitution.assigned(value);
              if (!isImpossible(theirs.guards())) {
                state.assign(target, column, theirs);
              }
            });
          }
        });
    for (Read saved : summary.saved()) {
      for (Read target : substitution.reads(saved)) {
        state.assigned.remove(target);
        interpreter.record.saved.put(target, true);
      }
    }
  }

  /// What a nested function does stands in the function around it.
  private void nested(Summary.Nested nested) {
    boolean inTransaction = interpreter.inTransaction();
    for (Read read : nested.reads()) {
      if (!interpreter.record.reads.contains(read)) {
        interpreter.record.reads.addAll(substitution.reads(read));
      }
    }
    for (LockUse use : nested.lockUses()) {
      interpreter.record.lockUses.add(
          new LockUse(
              use.kind(),
              use.table(),
              use.method(),
              use.inTransaction() || inTransaction,
              use.site(),
              prepend(use.via())));
    }
    for (Swallow swallow : nested.swallows()) {
      interpreter.record.swallows.putIfAbsent(
          swallow.site().place(),
          new Swallow(
              swallow.exception(),
              swallow.table(),
              swallow.write(),
              swallow.inTransaction() || inTransaction,
              swallow.site()));
    }
    if (!inTransaction) {
      interpreter.record.torn.addAll(nested.torn());
    }
  }

  private static boolean onSelf(Write write) {
    return write.target().isPresent()
        && write.target().get().kind() == Read.Kind.PARAMETER
        && write.target().get().detail().equals("0");
  }

  private Set<Guard> guards(Set<Guard> inner) {
    var all = new LinkedHashSet<>(interpreter.state.guards);
    for (Guard guard : inner) {
      all.addAll(substitution.guard(guard));
    }
    return State.nearest(all);
  }

  /// Whether it was asked that an old row is a new one: `if not self.pk` of a row that was read.
  private boolean isImpossible(Set<Guard> guards) {
    return guards.stream().anyMatch(guard -> isImpossible(guard));
  }

  private boolean isImpossible(Guard guard) {
    Source source = guard.source();
    Map<String, Write.Assigned> changed =
        interpreter.state.assigned.getOrDefault(source.read(), Map.of());
    return guard.polarity() == Guard.Polarity.ABSENT
        && source.aspect() == Source.Aspect.COLUMN
        && source.column().equals("pk")
        && source.read().stored()
        // `row.pk = None`: the next `save()` makes a copy.
        && !changed.containsKey("pk")
        && !changed.containsKey("id");
  }

  private List<Site> prepend(List<Site> via) {
    var out = new ArrayList<Site>();
    out.add(here);
    out.addAll(via);
    return out;
  }

  private void write(Write write, boolean background) {
    State state = interpreter.state;
    var caught = new LinkedHashSet<String>(background ? Set.of() : state.caught);
    caught.addAll(write.caught());
    List<Optional<Read>> targets = new ArrayList<>();
    if (write.target().isPresent()) {
      substitution.reads(write.target().get()).forEach(read -> targets.add(Optional.of(read)));
      if (targets.isEmpty()) {
        return;
      }
    } else {
      targets.add(Optional.empty());
    }
    Set<Guard> guards = guards(write.guards());
    if (isImpossible(guards)) {
      return;
    }
    for (Optional<Read> target : targets) {
      var locks = new ArrayList<Lock>(background ? List.of() : state.locksFor(target));
      locks.addAll(write.locks());
      Write.Kind kind = write.kind();
      Map<String, Write.Assigned> columns = new LinkedHashMap<>();
      Map<String, Write.Assigned> before =
          target.isPresent() ? state.assigned.getOrDefault(target.get(), Map.of()) : Map.of();
      if (write.whole()) {
        columns.putAll(before);
      }
      write
          .columns()
          .forEach((column, value) -> {
            // A column that is only named there was assigned here.
            boolean ours = value.isPlain() && before.containsKey(column);
            Write.Assigned theirs = substitution.assigned(value);
            if (ours) {
              columns.put(column, before.get(column));
            } else if (!isImpossible(theirs.guards())) {
              columns.put(column, theirs);
            }
          });
      if (target.isPresent() && target.get().fresh()) {
        boolean inserts = kind == Write.Kind.SAVE || kind == Write.Kind.CREATE;
        if (!inserts || interpreter.record.saved.put(target.get(), true) != null) {
          continue;
        }
        kind = Write.Kind.CREATE;
      }
      state.wrote |= kind != Write.Kind.TELL && kind != Write.Kind.CACHE_SET;
      if (!background && !write.inTransaction()) {
        new Swallows(interpreter).write(kind, write.table(), here.place());
      }
      interpreter.wrote(
          new Write(
              kind,
              target.map(Read::table).orElse(write.table()),
              target,
              columns,
              write.whole(),
              write.lookups(),
              guards,
              locks,
              !background && (write.inTransaction() || interpreter.inTransaction()),
              caught,
              write.site(),
              prepend(write.via()),
              write.implied()));
    }
  }
}
