/// The cures, a class each: when it is the right one, what it writes, and why it may not be right.
@NullMarked
package dev.deadheat.fix.cure;

import org.jspecify.annotations.NullMarked;
