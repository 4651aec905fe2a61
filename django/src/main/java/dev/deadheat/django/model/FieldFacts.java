package dev.deadheat.django.model;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.project.FunctionFacts;
import java.util.Optional;
import java.util.regex.Pattern;

/// A column, or a relation, that a model declares.
///
/// @param name as declared; a foreign key's column is the same name with `_id`
/// @param type the field class's own name, such as `ForeignKey`
/// @param unique whether the column is a key on its own: `unique`, `primary_key`, one-to-one
/// @param nullable whether the column may be null; two nulls never collide in a unique key
/// @param target the label of the model that a relation points at, as written or resolved
/// @param relatedName the reverse accessor's name, where given
/// @param through the name of the model that holds a many-to-many relation's pairs, where given
/// @param automatic whether the database or `save()` fills it (`auto_now`), so that nobody loses by
///   its being overwritten
/// @param standard the expression of its `default`, where it is a constant or names something
public record FieldFacts(
    String name,
    String type,
    boolean unique,
    boolean nullable,
    Optional<String> target,
    Optional<String> relatedName,
    Optional<String> through,
    boolean automatic,
    Optional<Expression> standard) {
  private static final Pattern MADE_ANEW =
      Pattern.compile("uuid|rand|token|secret|code|hash|now|today|next|generate|make|unique");

  /// Whether it holds a number.
  public boolean isNumber() {
    return type.contains("Integer") || type.contains("Decimal") || type.contains("Float");
  }

  /// Whether it holds a number that the database keeps from going below zero.
  public boolean isPositive() {
    return type.startsWith("Positive");
  }

  /// Whether it holds yes or no.
  public boolean isFlag() {
    return type.contains("Boolean");
  }

  /// Whether two rows that are made without it get the same value: there is a default, and it is
  /// none that is made anew for each.
  public boolean hasSteadyDefault() {
    return !nullable
        && standard
            .filter(made ->
                !(made instanceof Expression.Name || made instanceof Expression.Attribute)
                    || !MADE_ANEW.matcher(FunctionFacts.lastName(made)).find())
            .isPresent();
  }

  /// Whether it holds text.
  public boolean isText() {
    return type.contains("Char")
        || type.contains("Text")
        || type.contains("Slug")
        || type.contains("Email");
  }

  /// Whether reading it gives a row.
  public boolean toOne() {
    return type.endsWith("ForeignKey")
        || type.equals("OneToOneField")
        || type.endsWith("ParentalKey");
  }

  /// Whether reading it gives a manager.
  public boolean toMany() {
    return type.contains("ManyToMany");
  }
}
