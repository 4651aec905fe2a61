package dev.deadheat.django.flow;

import dev.deadheat.django.model.ModelFacts;
import java.util.Optional;

/// A database table, or another shared place that is read and written by key.
///
/// Two are equal if their labels are. A label names a model's file and class; one that begins with
/// `?` is the text of an expression whose model is unknown, and means something only inside one
/// function; one that begins with `cache:` is a key of the shared cache.
public final class Table {
  /// Marks a lookup that goes through the table of a many-to-many relation's pairs.
  public static final String THROUGH = "through:";

  /// Begins the label of the table that holds a many-to-many relation's pairs.
  public static final String PAIRS = "?pairs of ";

  /// How lookups begin that name a column which is asked for alone, by `values("column")`.
  public static final String VALUE = "~=";

  /// Among lookups: the rows come in an order.
  public static final String ORDERED = "~ordered";

  /// Among lookups: the key was taken from another locked row of the same table.
  public static final String RELATIVE = "~relative";

  /// Among lookups: something random was made before, so it may be what is looked for.
  public static final String RANDOM = "~random";

  /// Among lookups: a locked row is skipped or refused, nobody waits for it.
  public static final String UNWAITING = "~unwaiting";

  /// Among lookups: the rows belong to one that was made in the same function.
  public static final String FRESH = "~fresh";

  /// Among lookups: that there is such a read at all is a guess.
  static final String GUESS = "~guess";

  /// Among lookups: there may be no such row, and no error says so.
  static final String MAYBE = "~maybe";

  private final String label;
  private final Optional<ModelFacts> model;

  private Table(String label, Optional<ModelFacts> model) {
    this.label = label;
    this.model = model;
  }

  /// The table of a model.
  public static Table of(ModelFacts model) {
    return new Table(model.definition().toString(), Optional.of(model));
  }

  /// A table without a model, by its label.
  static Table labelled(String label) {
    return new Table(label, Optional.empty());
  }

  /// The table of a class that is known by name only.
  public static Table unknown(String text) {
    return new Table("?" + text, Optional.empty());
  }

  /// The pairs of a many-to-many relation to these rows.
  public static Table pairs(Table rows) {
    return new Table(PAIRS + rows.name(), Optional.empty());
  }

  /// A key of the shared cache.
  public static Table cache(String key) {
    return new Table("cache:" + key, Optional.empty());
  }

  /// Its label.
  public String label() {
    return label;
  }

  /// Its model, if the project or a sketch declares it.
  public Optional<ModelFacts> model() {
    return model;
  }

  /// What a person calls it.
  public String name() {
    return model
        .map(ModelFacts::name)
        .orElseGet(() -> {
          String text = label.startsWith("?") ? label.substring(1) : label;
          return text.substring(text.lastIndexOf('.') + 1);
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Table that && label.equals(that.label);
  }

  @Override
  public int hashCode() {
    return label.hashCode();
  }

  @Override
  public String toString() {
    return label;
  }
}
