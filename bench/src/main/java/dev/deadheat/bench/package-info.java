/// Measures speed; part of no test.
@NullMarked
package dev.deadheat.bench;

import org.jspecify.annotations.NullMarked;
