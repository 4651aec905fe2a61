/// Findings in the formats that continuous-integration services take.
@NullMarked
package dev.deadheat.report.ci;

import org.jspecify.annotations.NullMarked;
