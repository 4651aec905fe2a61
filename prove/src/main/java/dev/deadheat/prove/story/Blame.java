package dev.deadheat.prove.story;

import dev.deadheat.search.RowKey;
import java.util.List;
import java.util.Optional;

/// Which step of a run breaks the story, and what it relied on. Indices count the recording's steps
/// from 0.
///
/// @param culprit the step that writes from a stale read, or that fails
/// @param because the earlier read that it relied on
/// @param ignores the other lane's step that it undoes or overlooks
/// @param row the row that they meet on
/// @param columns the columns that are undone; empty where a row or a condition is overlooked
public record Blame(
    int culprit,
    Optional<Integer> because,
    Optional<Integer> ignores,
    Optional<RowKey> row,
    List<String> columns) {
  public Blame {
    columns = List.copyOf(columns);
  }
}
