/// Turns a recorded run into the timeline and the sentence that people read.
@NullMarked
package dev.deadheat.prove.story;

import org.jspecify.annotations.NullMarked;
