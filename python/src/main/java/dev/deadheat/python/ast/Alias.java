package dev.deadheat.python.ast;

import java.util.Optional;

/// `name as asname` in an import; the name may have dots, or be `*`.
public record Alias(String name, Optional<String> asname, int start, int end) implements Node {}
