package dev.deadheat.django.lock;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What expressions do on one path: take and release locks, fail, come out true or false.
final class LockSteps {
  private static final Pattern LOOK =
      Pattern.compile("(?:\\.get\\(|time\\(|monotonic\\(|perf_counter\\(|now\\(|owned\\()");

  private final Map<Place, Set<LockEvent>> events;
  private final KeyUses uses;
  private final Lapses lapses;

  LockSteps(Map<Place, Set<LockEvent>> events, KeyUses uses, Lapses lapses) {
    this.events = events;
    this.uses = uses;
    this.lapses = lapses;
  }

  /// A path after an expression; what it came out as, if that is known.
  record Valued(Track track, Optional<Boolean> truth) {}

  /// A path after a test.
  record Tested(Track track, boolean truth) {}

  /// The last names of what a handler catches.
  static List<String> names(Expression type) {
    return type instanceof Expression.Display display
        ? display.elements().stream().map(LockSteps::exception).toList()
        : List.of(exception(type));
  }

  /// The last name of an exception that is raised or caught.
  static String exception(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute -> attribute.attribute();
      case Expression.Call call -> exception(call.function());
      case Expression other -> "";
    };
  }

  Set<End> assign(Statement.Assign assign, Track track, Set<End> ends) {
    var out = new LinkedHashSet<End>();
    for (Valued value : value(assign.value(), track, ends)) {
      Track after = value.track();
      for (Expression target : assign.targets()) {
        after = bound(target, after);
        String name = KeyText.of(target);
        if (value.truth().isPresent() && uses.isTested(name)) {
          after = after.knowing(name, value.truth().get());
        }
      }
      out.add(new End.Next(after));
    }
    return out;
  }

  /// After something was bound to a target.
  Track bound(Expression target, Track track) {
    return switch (target) {
      case Expression.Name _, Expression.Attribute _ -> track.forgetting(KeyText.of(target));
      case Expression.Display display -> {
        Track after = track;
        for (Expression each : display.elements()) {
          after = bound(each, after);
        }
        yield after;
      }
      case Expression.Spread spread -> bound(spread.value(), track);
      case Expression other -> track;
    };
  }

  /// The paths on which a test comes out one way or the other.
  List<Tested> test(Expression test, Track track, Set<End> ends) {
    return switch (test) {
      case Expression.Not not ->
          test(not.operand(), track, ends).stream()
              .map(each -> new Tested(each.track(), !each.truth()))
              .toList();
      case Expression.Logic logic -> logic(logic, 0, track, ends);
      case Expression other -> leaf(other, track, ends);
    };
  }

  private List<Tested> leaf(Expression test, Track track, Set<End> ends) {
    String text = KeyText.of(test);
    boolean looks = LOOK.matcher(text).find();
    var out = new ArrayList<Tested>();
    for (Valued value : value(test, track, ends)) {
      Track after = looks ? value.track().each(Held::afterLook) : value.track();
      if (value.truth().isPresent()) {
        out.add(new Tested(after, value.truth().get()));
      } else {
        boolean again = uses.isTestedAgain(text);
        out.add(new Tested(again ? after.knowing(text, true) : after, true));
        out.add(new Tested(again ? after.knowing(text, false) : after, false));
      }
    }
    return out;
  }

  private List<Tested> logic(Expression.Logic logic, int index, Track track, Set<End> ends) {
    var out = new ArrayList<Tested>();
    for (Tested each : test(logic.operands().get(index), track, ends)) {
      if (each.truth() != logic.and() || index == logic.operands().size() - 1) {
        out.add(each);
      } else {
        out.addAll(logic(logic, index + 1, each.track(), ends));
      }
    }
    return out;
  }

  /// The paths through an expression.
  List<Valued> value(Expression expression, Track track, Set<End> ends) {
    return switch (expression) {
      case Expression.Literal literal -> List.of(new Valued(track, truth(literal)));
      case Expression.Lambda _ -> List.of(new Valued(track, Optional.of(true)));
      case Expression.Not not ->
          value(not.operand(), track, ends).stream()
              .map(each -> new Valued(each.track(), each.truth().map(truth -> !truth)))
              .toList();
      case Expression.Logic logic ->
          logic(logic, 0, track, ends).stream()
              .map(each -> new Valued(each.track(), Optional.of(each.truth())))
              .toList();
      case Expression.Compare compare when isNone(compare) -> {
        boolean is = compare.operators().getFirst().equals("is");
        var out = new ArrayList<Valued>();
        for (Valued each : value(compare.operands().getFirst(), track, ends)) {
          Optional<Boolean> known =
              each.truth()
                  .map(truth -> is != truth)
                  .or(() -> Optional.ofNullable(each.track().facts().get(KeyText.of(compare))));
          out.add(new Valued(each.track(), known));
        }
        yield out;
      }
      case Expression.Conditional choice -> {
        var out = new ArrayList<Valued>();
        for (Tested tested : test(choice.test(), track, ends)) {
          out.addAll(
              value(tested.truth() ? choice.then() : choice.otherwise(), tested.track(), ends));
        }
        yield out;
      }
      case Expression.Bind bind -> {
        var out = new ArrayList<Valued>();
        for (Valued each : value(bind.value(), track, ends)) {
          Track after = each.track().forgetting(bind.name());
          if (each.truth().isPresent() && uses.isTested(bind.name())) {
            after = after.knowing(bind.name(), each.truth().get());
          }
          out.add(new Valued(after, each.truth()));
        }
        yield out;
      }
      case Expression.Call call -> call(call, track, ends);
      case Expression.Yield yield -> {
        ends.add(new End.Raise(track, "", yield.place()));
        yield parts(expression, track, ends);
      }
      case Expression other -> parts(expression, track, ends);
    };
  }

  private List<Valued> parts(Expression expression, Track track, Set<End> ends) {
    Set<Track> now = Set.of(track);
    for (Expression part : Parts.of(expression)) {
      var next = new LinkedHashSet<Track>();
      now.forEach(each -> value(part, each, ends).forEach(after -> next.add(after.track())));
      now = next;
    }
    String text = KeyText.of(expression);
    return now.stream()
        .map(each -> {
          Track after =
              events.containsKey(expression.place()) ? at(expression.place(), each) : each;
          return new Valued(after, Optional.ofNullable(after.facts().get(text)));
        })
        .toList();
  }

  private static boolean isNone(Expression.Compare compare) {
    return compare.operators().size() == 1
        && compare.operators().getFirst().startsWith("is")
        && compare.operands().getLast() instanceof Expression.Literal literal
        && literal.kind() == Expression.Literal.Kind.NONE;
  }

  private static Optional<Boolean> truth(Expression.Literal literal) {
    return switch (literal.kind()) {
      case TRUE -> Optional.of(true);
      case FALSE, NONE -> Optional.of(false);
      case TEXT, NUMBER, OTHER -> Optional.empty();
    };
  }

  private List<Valued> call(Expression.Call call, Track track, Set<End> ends) {
    Set<Track> now = new LinkedHashSet<>();
    if (call.function() instanceof Expression.Attribute method) {
      value(method.value(), track, ends).forEach(each -> now.add(each.track()));
    } else {
      now.add(track);
    }
    var out = new ArrayList<Valued>();
    for (Track each : now) {
      for (Valued evaluated : parts(call, each, ends)) {
        out.addAll(called(call, evaluated.track(), evaluated.truth(), ends));
      }
    }
    return out;
  }

  private List<Valued> called(
      Expression.Call call, Track track, Optional<Boolean> known, Set<End> ends) {
    Set<LockEvent> own = events.getOrDefault(call.place(), Set.of());
    boolean handles = false;
    for (LockEvent event : own) {
      switch (event) {
        case LockEvent.Take take -> {
          String key = key(take.named(), call);
          // What a method was called on is something.
          boolean is = take.named() == LockEvent.Named.OWNER && uses.isTested(key);
          Track here = is ? track.knowing(key, true) : track;
          Held got = new Held(take, call.place(), true, false, false, Optional.empty(), false);
          Held lost = new Held(take, call.place(), false, false, false, Optional.empty(), false);
          return take.tries()
              ? List.of(
                  new Valued(here.with(key, got), Optional.of(true)),
                  new Valued(here.with(key, lost), Optional.of(false)))
              : List.of(new Valued(here.with(key, got), Optional.of(true)));
        }
        case LockEvent.Drop drop -> {
          String key = key(drop.named(), call);
          Optional<Held> held = track.lock(key);
          if (held.isPresent()) {
            lapses.dropped(key, held.get(), drop, call.place());
            track = track.without(key);
            if (held.get().got()) {
              track = track.released(held.get().taken());
            }
          }
          handles = held.isPresent();
        }
        case LockEvent.Change _, LockEvent.Toil _, LockEvent.Renew _ -> {}
      }
    }
    if (!handles && !HarmlessCalls.has(call)) {
      // Who looks for a loser's way to the release looks at what the code does, not at accidents.
      ends.add(new End.Raise(track.withoutLost(), "", call.place()));
    }
    return List.of(new Valued(track, known));
  }

  /// The text that names the lock of a call.
  private static String key(LockEvent.Named named, Expression.Call call) {
    boolean first = named == LockEvent.Named.FIRST;
    if (first && !call.arguments().isEmpty()) {
      return KeyText.of(call.arguments().getFirst());
    }
    if (first && !call.keywords().isEmpty()) {
      return KeyText.of(call.keywords().getFirst().value());
    }
    return call.function() instanceof Expression.Attribute method
        ? KeyText.of(method.value())
        : KeyText.of(call.function());
  }

  /// What happens at a place besides taking and releasing.
  Track at(Place place, Track track) {
    Track after = track;
    for (LockEvent event : events.getOrDefault(place, Set.of())) {
      switch (event) {
        case LockEvent.Change _ -> after = after.each(Held::afterChange);
        case LockEvent.Toil toil -> {
          after
              .locks()
              .forEach((key, held) -> {
                if (held.got()) {
                  lapses.strained(key, held, toil, place);
                }
              });
          after = after.each(held -> held.afterToil(new Held.Strain(toil, place)));
        }
        case LockEvent.Renew _ -> lapses.renewed();
        case LockEvent.Take _, LockEvent.Drop _ -> {}
      }
    }
    return after;
  }

  /// The name of the lock that a `with` takes.
  String enter(Expression context) {
    return "with " + KeyText.of(context);
  }

  /// Inside a `with`.
  Track entered(Expression context, String key, Track track) {
    // A call that only makes the lock was no taking by itself.
    Track after = track;
    for (LockEvent event : events.getOrDefault(context.place(), Set.of())) {
      if (event instanceof LockEvent.Take take) {
        if (context instanceof Expression.Call call) {
          after = after.without(key(take.named(), call));
        }
        after =
            after.with(
                key, new Held(take, context.place(), true, true, false, Optional.empty(), false));
      }
    }
    return after;
  }

  /// Behind a `with`.
  Track leave(String key, Track track) {
    Optional<Held> held = track.lock(key);
    if (held.isEmpty()) {
      return track;
    }
    lapses.left(key, held.get());
    return track.without(key);
  }

  /// Whether errors inside a `with` go no further.
  boolean suppresses(Expression context) {
    return exception(context).equals("suppress");
  }
}
