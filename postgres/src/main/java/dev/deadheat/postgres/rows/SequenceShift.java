package dev.deadheat.postgres.rows;

/// How far sequences are moved on from where they stood: each by another amount, so that an id that
/// depends on a sequence cannot look stable.
///
/// @param first what the first sequence, by object id, is moved by
/// @param step what each further one is moved by in addition
public record SequenceShift(long first, long step) {
  /// Sequences stand where they stood.
  public static final SequenceShift NONE = new SequenceShift(0, 0);
}
