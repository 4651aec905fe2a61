package dev.deadheat.django.model;

import java.util.List;

/// Columns of which no two rows share their values.
///
/// @param columns field names, in order
/// @param conditional whether it holds for some rows only
/// @param nullable whether one of its columns may be null, so that it does not always hold
public record UniqueKey(List<String> columns, boolean conditional, boolean nullable) {
  public UniqueKey {
    columns = List.copyOf(columns);
  }
}
