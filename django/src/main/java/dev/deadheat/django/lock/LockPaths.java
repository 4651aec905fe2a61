package dev.deadheat.django.lock;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Follows the locks of one function along each of its paths, those of errors included.
///
/// Every call may fail, but for those that only look or log. A test whose outcome matters later is
/// remembered, so that `if got: release()` is no release for who did not get it. Paths on which the
/// same is known are one; a function with too many is given up.
///
/// Used by one thread for one function.
public final class LockPaths {
  private static final int MAX_TRACKS = 256;
  private static final int MAX_STEPS = 40_000;
  private static final Set<String> CATCH_ALL = Set.of("Exception", "BaseException", "");

  private final LockSteps steps;
  private int work;
  private boolean isGivenUp;

  private LockPaths(LockSteps steps) {
    this.steps = steps;
  }

  /// Where the locks of a function do not hold what they promise, in the order of the code.
  ///
  /// @param name of the function, which tells if it takes locks for its caller
  /// @param events what its code does to locks, by the place of the call, `with` item or loop
  /// @param around locks that are held around its whole body
  public static List<Lapse> lapses(
      Statement.Function function,
      String name,
      Map<Place, Set<LockEvent>> events,
      List<LockEvent.Take> around) {
    boolean takes =
        !around.isEmpty()
            || events.values().stream()
                .flatMap(Set::stream)
                .anyMatch(LockEvent.Take.class::isInstance);
    if (!takes) {
      return List.of();
    }
    var uses = KeyUses.of(function);
    var lapses = new Lapses(name, uses);
    var paths = new LockPaths(new LockSteps(events, uses, lapses));
    Track start = Track.START;
    for (LockEvent.Take take : around) {
      start =
          start.with(
              "@" + start.locks().size(),
              new Held(take, function.place(), true, true, false, Optional.empty(), false));
    }
    Set<End> ends = paths.block(function.body(), Set.of(start));
    if (paths.isGivenUp) {
      return List.of();
    }
    ends.forEach(lapses::ended);
    for (String key : start.locks().keySet()) {
      ends.forEach(end -> end.track().lock(key).ifPresent(held -> lapses.left(key, held)));
    }
    return lapses.all();
  }

  private Set<End> block(List<Statement> body, Collection<Track> from) {
    var done = new LinkedHashSet<End>();
    Set<Track> now = new LinkedHashSet<>(from);
    for (Statement statement : body) {
      var next = new LinkedHashSet<Track>();
      for (Track track : now) {
        for (End end : one(statement, track)) {
          if (end instanceof End.Next) {
            next.add(end.track());
          } else {
            done.add(end);
          }
        }
      }
      if (next.size() > MAX_TRACKS) {
        isGivenUp = true;
      }
      now = next;
      if (isGivenUp || now.isEmpty()) {
        break;
      }
    }
    now.forEach(track -> done.add(new End.Next(track)));
    return done;
  }

  private Set<End> one(Statement statement, Track track) {
    if (++work > MAX_STEPS) {
      isGivenUp = true;
      return Set.of();
    }
    var ends = new LinkedHashSet<End>();
    switch (statement) {
      case Statement.Assign assign -> ends.addAll(steps.assign(assign, track, ends));
      case Statement.Evaluate evaluate -> go(evaluate.expression(), track, ends);
      case Statement.Return result -> {
        var values = new LinkedHashSet<Track>();
        if (result.value().isPresent()) {
          steps.value(result.value().get(), track, ends).forEach(each -> values.add(each.track()));
        } else {
          values.add(track);
        }
        values.forEach(each -> ends.add(new End.Return(each, result.place())));
      }
      case Statement.Raise raise ->
          ends.add(
              new End.Raise(
                  track, raise.exception().map(LockSteps::exception).orElse(""), raise.place()));
      case Statement.Branch branch -> {
        for (LockSteps.Tested tested : steps.test(branch.test(), track, ends)) {
          ends.addAll(
              block(tested.truth() ? branch.then() : branch.otherwise(), Set.of(tested.track())));
        }
      }
      case Statement.While loop -> repeat(loop, track, ends);
      case Statement.For loop -> repeat(loop, track, ends);
      case Statement.With with -> with(with, 0, track, ends);
      case Statement.Try attempt -> attempt(attempt, track, ends);
      case Statement.Jump jump -> ends.add(new End.Jump(track, jump.leaves()));
      case Statement.Declare _,
          Statement.Delete _,
          Statement.Import _,
          Statement.ImportFrom _,
          Statement.Function _,
          Statement.ClassDef _ ->
          ends.add(new End.Next(track));
    }
    return ends;
  }

  private void go(Expression expression, Track track, Set<End> ends) {
    steps.value(expression, track, ends).forEach(each -> ends.add(new End.Next(each.track())));
  }

  private void repeat(Statement.While loop, Track track, Set<End> ends) {
    var seen = new LinkedHashSet<Track>();
    var open = new ArrayList<>(List.of(track));
    var left = new LinkedHashSet<Track>();
    while (!open.isEmpty() && !isGivenUp) {
      Track turn = open.removeLast();
      if (!seen.add(turn)) {
        continue;
      }
      isGivenUp |= seen.size() > MAX_TRACKS;
      for (LockSteps.Tested tested : steps.test(loop.test(), turn, ends)) {
        if (tested.truth()) {
          turn(loop.body(), tested.track(), open, ends);
        } else {
          left.add(tested.track());
        }
      }
    }
    ends.addAll(block(loop.otherwise(), left));
  }

  private void repeat(Statement.For loop, Track track, Set<End> ends) {
    var seen = new LinkedHashSet<Track>();
    var open = new ArrayList<Track>();
    steps.value(loop.source(), track, ends).forEach(each -> open.add(each.track()));
    while (!open.isEmpty() && !isGivenUp) {
      Track turn = open.removeLast();
      if (seen.add(turn)) {
        isGivenUp |= seen.size() > MAX_TRACKS;
        Track inside = steps.at(loop.place(), steps.bound(loop.target(), turn));
        turn(loop.body(), inside, open, ends);
      }
    }
    ends.addAll(block(loop.otherwise(), seen));
  }

  /// One turn of a loop: what goes round again is added to the open ones.
  private void turn(List<Statement> body, Track track, List<Track> open, Set<End> ends) {
    for (End end : block(body, Set.of(track))) {
      switch (end) {
        case End.Next(Track next) -> open.add(next);
        case End.Jump(Track next, boolean leaves) -> {
          if (leaves) {
            ends.add(new End.Next(next));
          } else {
            open.add(next);
          }
        }
        case End.Return _, End.Raise _ -> ends.add(end);
      }
    }
  }

  private void with(Statement.With with, int index, Track track, Set<End> ends) {
    if (index == with.items().size()) {
      ends.addAll(block(with.body(), Set.of(track)));
      return;
    }
    Statement.Item item = with.items().get(index);
    for (LockSteps.Valued entered : steps.value(item.context(), track, ends)) {
      Track inside = entered.track();
      if (item.target().isPresent()) {
        inside = steps.bound(item.target().get(), inside);
      }
      var own = new LinkedHashSet<End>();
      String key = steps.enter(item.context());
      with(with, index + 1, steps.entered(item.context(), key, inside), own);
      for (End end : own) {
        Track after = steps.leave(key, end.track());
        if (end instanceof End.Raise && steps.suppresses(item.context())) {
          ends.add(new End.Next(after));
        }
        ends.add(end.with(after));
      }
    }
  }

  private void attempt(Statement.Try attempt, Track track, Set<End> ends) {
    var before = new LinkedHashSet<End>();
    var goesOn = new LinkedHashSet<Track>();
    for (End end : block(attempt.body(), Set.of(track))) {
      switch (end) {
        case End.Next(Track next) -> goesOn.add(next);
        case End.Raise raise -> handle(attempt.handlers(), raise, before);
        case End.Return _, End.Jump _ -> before.add(end);
      }
    }
    before.addAll(block(attempt.otherwise(), goesOn));
    if (attempt.last().isEmpty()) {
      ends.addAll(before);
      return;
    }
    for (End end : before) {
      for (End last : block(attempt.last(), Set.of(end.track()))) {
        ends.add(last instanceof End.Next ? end.with(last.track()) : last);
      }
    }
  }

  private void handle(List<Statement.Handler> handlers, End.Raise raise, Set<End> ends) {
    for (Statement.Handler handler : handlers) {
      List<String> names = handler.type().map(LockSteps::names).orElse(List.of(""));
      boolean all = names.stream().anyMatch(CATCH_ALL::contains);
      boolean named = !raise.name().isEmpty() && names.contains(raise.name());
      if (all || named || raise.name().isEmpty()) {
        Track caught = raise.track();
        if (handler.name().isPresent()) {
          caught = caught.forgetting(handler.name().get());
        }
        ends.addAll(block(handler.body(), Set.of(caught)));
      }
      if (all || named) {
        return;
      }
    }
    ends.add(raise);
  }
}
