package dev.deadheat.prove.stage;

import dev.deadheat.search.Lane;
import java.util.Optional;

/// A lane that serves a task which another lane hands over.
///
/// @param lane which lane
/// @param leader whose task it serves
/// @param number the how manieth of its leader's tasks, from 1
/// @param name as its library names it: `store.tasks.confirm`
/// @param where `path:line` of the code that hands it over, where known
public record TaskLane(Lane lane, Lane leader, int number, String name, Optional<String> where) {}
