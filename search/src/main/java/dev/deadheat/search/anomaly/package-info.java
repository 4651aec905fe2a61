/// What went wrong in a run, named as in the literature, with the steps that show it.
@NullMarked
package dev.deadheat.search.anomaly;

import org.jspecify.annotations.NullMarked;
