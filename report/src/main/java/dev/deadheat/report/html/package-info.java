/// A run's verdicts as one HTML file for people.
@NullMarked
package dev.deadheat.report.html;

import org.jspecify.annotations.NullMarked;
