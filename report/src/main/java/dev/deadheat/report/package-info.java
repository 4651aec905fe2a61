/// Findings and verdicts to what people and machines read.
@NullMarked
package dev.deadheat.report;

import org.jspecify.annotations.NullMarked;
