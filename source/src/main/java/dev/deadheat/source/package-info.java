/// Text, offsets, spans, edits and diffs.
@NullMarked
package dev.deadheat.source;

import org.jspecify.annotations.NullMarked;
