package dev.deadheat.python.ast;

import java.util.List;

/// A whole file.
public record Module(List<Statement> body, int start, int end) implements Node {
  public Module {
    body = List.copyOf(body);
  }
}
