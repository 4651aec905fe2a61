/// Which steps of a run depend on each other, which happen before which, and which runs are
/// therefore the same but for the order of independent steps.
@NullMarked
package dev.deadheat.search.dependence;

import org.jspecify.annotations.NullMarked;
