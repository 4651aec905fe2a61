/// Changing Python text without disturbing what need not change.
@NullMarked
package dev.deadheat.fix.text;

import org.jspecify.annotations.NullMarked;
