package dev.deadheat.python;

import dev.deadheat.source.Span;

/// Why a file, or a part of it, is not Python.
///
/// @param message for a person, in lower case, without the place
/// @param span where; may be empty
public record Problem(String message, Span span) {}
