package dev.deadheat.django.entry;

import dev.deadheat.django.project.FunctionFacts;

/// A function that something outside the project calls.
public record EntryPoint(Kind kind, String name, FunctionFacts function) {
  /// Who calls.
  public enum Kind {
    /// A request.
    VIEW,
    /// A GraphQL mutation.
    MUTATION,
    /// A page of the admin.
    ADMIN,
    /// A background worker.
    TASK,
    /// Django, when a model is saved or deleted, or when a project's own signal is sent.
    SIGNAL,
    /// A person or a timer, by `manage.py`.
    COMMAND;

    /// Whether a web server runs it, inside `ATOMIC_REQUESTS` where that is set.
    public boolean isRequest() {
      return this == VIEW || this == MUTATION || this == ADMIN;
    }
  }
}
