/// Verdicts for machines.
@NullMarked
package dev.deadheat.report.json;

import org.jspecify.annotations.NullMarked;
