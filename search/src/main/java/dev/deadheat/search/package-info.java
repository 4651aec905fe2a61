/// Histories, dependence, schedules, reduction and anomaly names: pure values, no input or output.
@NullMarked
package dev.deadheat.search;

import org.jspecify.annotations.NullMarked;
