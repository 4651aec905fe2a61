package dev.deadheat.django.flow;

/// A request fails halfway: what it wrote before is committed already, and a statement that belongs
/// to it found its row changed.
///
/// @param write what was committed by itself
/// @param refused how many rows the later statement changed: none
/// @param site where the failure is raised, or the call that raises it, or where it is answered
/// @param answered whether no exception says it but a response: that takes nothing back
public record Torn(Write write, Read refused, Site site, boolean answered) {}
