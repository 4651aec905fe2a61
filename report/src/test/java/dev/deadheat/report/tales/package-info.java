/// Sample verdicts, written as the stories they tell.
@NullMarked
package dev.deadheat.report.tales;

import org.jspecify.annotations.NullMarked;
