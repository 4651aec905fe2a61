package dev.deadheat.source;

/// Something wrong with how a file is encoded. The file is read all the same.
///
/// @param message what is wrong, for a person
/// @param span where, in the text as it was read
public record Fault(String message, Span span) {}
