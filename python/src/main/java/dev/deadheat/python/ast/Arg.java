package dev.deadheat.python.ast;

import java.util.Optional;

/// A parameter: its name and annotation. Its default is with the [Arguments].
public record Arg(String arg, Optional<Expression> annotation, int start, int end)
    implements Node {}
