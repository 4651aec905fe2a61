package dev.deadheat.loop;

import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.rules.Finding;

/// One finding and what was done about it.
public record Part(Finding finding, Candidate candidate) {}
