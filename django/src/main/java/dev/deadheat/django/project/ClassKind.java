package dev.deadheat.django.project;

/// What a class is to Django, by what it inherits.
public enum ClassKind {
  /// A row of a table.
  MODEL,
  /// Serves requests: Django's class-based views, REST framework's views and viewsets.
  VIEW,
  /// Turns input into rows.
  SERIALIZER,
  /// A form.
  FORM,
  /// A page of the admin.
  ADMIN,
  /// Makes querysets.
  MANAGER,
  /// A queryset.
  QUERYSET,
  /// A management command.
  COMMAND,
  /// A GraphQL mutation.
  MUTATION,
  /// A permission that a view asks.
  PERMISSION,
  /// A background task written as a class.
  TASK,
  /// Middleware.
  MIDDLEWARE,
  /// An enumeration of choices.
  CHOICES,
  /// An exception.
  EXCEPTION,
  /// A test case.
  TEST
}
