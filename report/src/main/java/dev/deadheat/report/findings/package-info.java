/// Findings as people and machines read them.
@NullMarked
package dev.deadheat.report.findings;

import org.jspecify.annotations.NullMarked;
