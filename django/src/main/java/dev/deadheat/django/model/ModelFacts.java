package dev.deadheat.django.model;

import dev.deadheat.django.project.ClassFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A model with all that it inherits.
///
/// @param definition its class
/// @param isAbstract whether it has no table of its own
/// @param fields by name, inherited ones included
/// @param keys its unique keys, inherited ones included, the primary key not
/// @param checked the columns whose values a constraint of the table limits
public record ModelFacts(
    ClassFacts definition,
    boolean isAbstract,
    Map<String, FieldFacts> fields,
    List<UniqueKey> keys,
    Set<String> checked) {

  /// The class's name.
  public String name() {
    return definition.name();
  }

  /// The name of the field that an attribute or column name means; as it is if there is none.
  public String column(String attribute) {
    return field(attribute).map(FieldFacts::name).orElse(attribute);
  }

  /// The field that an attribute or column name means: `owner`, `owner_id`.
  public Optional<FieldFacts> field(String attribute) {
    FieldFacts found = fields.get(attribute);
    if (found == null && attribute.endsWith("_id")) {
      found = fields.get(attribute.substring(0, attribute.length() - 3));
    }
    return Optional.ofNullable(found);
  }
}
