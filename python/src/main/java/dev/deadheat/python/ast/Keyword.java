package dev.deadheat.python.ast;

import java.util.Optional;

/// `arg=value` in a call or a class's bases; without a name it is `**value`.
public record Keyword(Optional<String> arg, Expression value, int start, int end) implements Node {}
