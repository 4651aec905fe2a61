/// What a proof says: verdicts, the steps of a schedule, and what the rows were between them. Pure
/// values, made by `prove` and shown by `report`.
@NullMarked
package dev.deadheat.prove.verdict;

import org.jspecify.annotations.NullMarked;
