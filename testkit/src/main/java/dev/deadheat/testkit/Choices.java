package dev.deadheat.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// A source of choices for property tests: the same test body is run for every combination of
/// choices, or for many sampled ones.
///
/// A body asks for what it needs (`choices.below(3)`, `choices.bool()`) and may ask for different
/// things depending on earlier answers. [#exhaustively] walks the whole tree of answers, first
/// answers first; [#sampled] draws them from a seed. A body must be deterministic in its answers.
///
/// A failure is rethrown as an `AssertionError` that names the choices made and, when sampled, the
/// seed of that very run; `-Ddeadheat.seed=SEED` starts the sampling there.
///
/// Not safe for use by several threads at once.
public final class Choices {
  private static final int MOST_RUNS = 20_000_000;
  private static final int MOST_ROUNDS = 100;

  private final List<Choice> made;
  private final SplittableRandom random;
  private final boolean exhausting;
  private int position;

  private Choices(boolean exhausting, long seed) {
    this.made = new ArrayList<>();
    this.random = new SplittableRandom(seed);
    this.exhausting = exhausting;
  }

  /// A test body.
  @FunctionalInterface
  public interface Property {
    /// Checks the property for one combination of choices; throws if it does not hold.
    void check(Choices choices) throws Exception;
  }

  /// Runs the body once for every combination of choices.
  ///
  /// @return how many combinations there were
  public static int exhaustively(Property property) {
    var choices = new Choices(true, 0);
    for (var run = 1; run <= MOST_RUNS; run++) {
      choices.position = 0;
      choices.run(property, "combination " + run);
      if (!choices.advance()) {
        return run;
      }
    }
    throw new AssertionError(
        "more than " + MOST_RUNS + " combinations: make the space smaller or sample it");
  }

  /// Runs the body `runs` times with sampled choices. The seed is the system property
  /// `deadheat.seed`, or else the clock.
  public static void sampled(int runs, Property property) {
    sampled(firstSeed(), runs, property);
  }

  /// Samples as [#sampled(int, Property)] does and then, in rounds of `runs` each, until the
  /// samples have shown `enough` of what the test is about. So that a rare thing must be seen, but
  /// a test never fails for bad luck.
  ///
  /// @return how many runs there were
  /// @throws AssertionError if a hundred rounds were not enough
  public static int sampledUntil(BooleanSupplier enough, int runs, Property property) {
    var seed = firstSeed();
    for (var round = 1; round <= MOST_ROUNDS; round++) {
      sampled(seed, runs, property);
      if (enough.getAsBoolean()) {
        return round * runs;
      }
      seed += runs;
    }
    throw new AssertionError(
        MOST_ROUNDS * runs + " samples do not show what they should: sample something else");
  }

  /// Runs the body `runs` times with choices sampled from seeds `seed`, `seed + 1`, ...
  public static void sampled(long seed, int runs, Property property) {
    for (var run = 0; run < runs; run++) {
      new Choices(false, seed + run).run(property, "rerun with -Ddeadheat.seed=" + (seed + run));
    }
  }

  private static long firstSeed() {
    var given = Long.getLong("deadheat.seed");
    return given == null ? System.nanoTime() : given;
  }

  /// An integer from 0 to `bound - 1`.
  public int below(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("nothing to choose from: bound " + bound);
    }
    if (position == made.size()) {
      made.add(new Choice(exhausting ? 0 : random.nextInt(bound), bound));
    }
    var choice = made.get(position++);
    if (choice.bound != bound) {
      throw new IllegalStateException(
          "the test body is not deterministic: choice %d had %d alternatives, now %d"
              .formatted(position, choice.bound, bound));
    }
    return choice.value;
  }

  /// An integer from `low` to `high`, both included.
  public int between(int low, int high) {
    return low + below(Math.addExact(Math.subtractExact(high, low), 1));
  }

  /// True or false.
  public boolean bool() {
    return below(2) == 1;
  }

  /// One of the given values.
  @SafeVarargs
  public final <T> T oneOf(T... values) {
    return values[below(values.length)];
  }

  /// One of the given values.
  public <T> T oneOf(List<T> values) {
    return values.get(below(values.size()));
  }

  /// A list of 0 to `mostItems` items.
  public <T> List<T> listOf(int mostItems, Item<T> item) {
    var size = between(0, mostItems);
    var items = new ArrayList<T>(size);
    for (var i = 0; i < size; i++) {
      items.add(item.choose(this));
    }
    return items;
  }

  /// The given values in some order.
  public <T> List<T> shuffled(List<T> values) {
    var left = new ArrayList<>(values);
    var order = new ArrayList<T>(values.size());
    while (!left.isEmpty()) {
      order.add(left.remove(below(left.size())));
    }
    return order;
  }

  /// An array of 0 to `mostBytes` bytes.
  public byte[] bytes(int mostBytes) {
    var bytes = new byte[between(0, mostBytes)];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) below(256);
    }
    return bytes;
  }

  /// Any 32-bit integer; the ends and their neighbours come up often.
  public int anyInt() {
    return switch (below(8)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> -1;
      case 3 -> Integer.MAX_VALUE;
      case 4 -> Integer.MIN_VALUE;
      default -> (below(1 << 16) << 16) | below(1 << 16);
    };
  }

  /// Makes one item of a list.
  @FunctionalInterface
  public interface Item<T> {
    /// Makes the item from choices.
    T choose(Choices choices);
  }

  private void run(Property property, String where) {
    try {
      property.check(this);
    } catch (Exception | AssertionError problem) {
      throw new AssertionError(
          "%s; choices %s: %s".formatted(where, describe(), problem.getMessage()), problem);
    }
  }

  /// Moves on to the next combination: the last choice that has an alternative left takes it, and
  /// what came after it is asked anew.
  private boolean advance() {
    while (!made.isEmpty()) {
      var last = made.removeLast();
      if (last.value + 1 < last.bound) {
        made.add(new Choice(last.value + 1, last.bound));
        return true;
      }
    }
    return false;
  }

  private String describe() {
    var most = 60;
    var text = new StringBuilder("[");
    for (var i = 0; i < Math.min(most, made.size()); i++) {
      text.append(i == 0 ? "" : " ").append(made.get(i).value);
    }
    return text.append(made.size() > most ? " ...]" : "]").toString();
  }

  private record Choice(int value, int bound) {}
}
