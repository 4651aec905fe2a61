package dev.deadheat.django.flow;

/// A request fails halfway: what it wrote before is committed already, and a statement that belongs
/// to it found its row changed.
///
/// @param write what was committed by itself
/// @param refused how many rows the later statement changed: none
/// @param site where the failure is raised, or the call that raises it
public record Torn(Write write, Read refused, Site site) {}
