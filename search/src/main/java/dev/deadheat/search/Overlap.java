package dev.deadheat.search;

/// Two statements that are let go one right after the other while a row that both want is held from
/// them, and that go on when it is let go: so each has what it locks before that row. What a single
/// statement does cannot be interrupted otherwise.
///
/// @param first whose statement is let go first, and so is the first to get the row
/// @param second whose statement follows
/// @param row the row that is held meanwhile
public record Overlap(Lane first, Lane second, RowKey row) {}
