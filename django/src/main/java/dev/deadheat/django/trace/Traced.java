package dev.deadheat.django.trace;

import java.util.Set;

/// A value, and what was looked at to make it.
public record Traced<T>(T value, Set<Dependency> dependencies) {}
