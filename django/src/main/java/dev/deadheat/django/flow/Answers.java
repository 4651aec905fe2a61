package dev.deadheat.django.flow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The columns whose test decided what a function answers: to set them again is not the same as to
/// set them once, for who is told *yes* goes on.
record Answers(Set<Source> columns) {
  /// Takes back that such columns are settled.
  void unsettle(List<Write> writes) {
    if (!columns.isEmpty()) {
      writes.replaceAll(this::unsettled);
    }
  }

  private Write unsettled(Write write) {
    if (write.columns().values().stream().noneMatch(Write.Assigned::settled)) {
      return write;
    }
    Map<String, Write.Assigned> out = new LinkedHashMap<>(write.columns());
    out.replaceAll((column, value) -> decides(column, write) ? value.unsettled() : value);
    return write.with(out);
  }

  private boolean decides(String column, Write write) {
    return columns.stream()
        .anyMatch(source ->
            source.column().equals(column) && source.read().table().equals(write.table()));
  }
}
