package dev.deadheat.prove.stage;

import java.util.List;

/// What a lane that is a plain SQL session does: texts sent one after another, each when the one
/// before it was answered, errors or not. A text of several statements is one step.
///
/// A transaction that is still open at the end is rolled back, which is a step too.
///
/// @param texts in order; at least one
public record SqlProgram(List<String> texts) {
  public SqlProgram {
    texts = List.copyOf(texts);
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("a program without statements");
    }
  }

  /// A program of these texts.
  public static SqlProgram of(String... texts) {
    return new SqlProgram(List.of(texts));
  }
}
