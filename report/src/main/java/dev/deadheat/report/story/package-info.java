/// What a picture tells of a timeline, derived once and drawn by every output: what each step shows
/// of the rows, who waits when, how outcomes compare.
@NullMarked
package dev.deadheat.report.story;

import org.jspecify.annotations.NullMarked;
