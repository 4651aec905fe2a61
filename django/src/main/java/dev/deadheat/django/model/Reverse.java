package dev.deadheat.django.model;

/// A reverse accessor: the rows of `model` whose `field` points here.
///
/// @param one whether there is at most one such row
public record Reverse(ModelFacts model, String field, boolean one) {}
