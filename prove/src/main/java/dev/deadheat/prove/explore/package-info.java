/// Explores a scenario: serial orders first, then every order that matters, judged against them.
@NullMarked
package dev.deadheat.prove.explore;

import org.jspecify.annotations.NullMarked;
