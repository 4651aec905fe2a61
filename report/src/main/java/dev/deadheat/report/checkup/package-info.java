/// What `deadheat doctor` found, as text and as JSON.
@NullMarked
package dev.deadheat.report.checkup;

import org.jspecify.annotations.NullMarked;
