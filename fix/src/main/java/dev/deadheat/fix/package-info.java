/// Writes cures into the source: which there are for a finding, and many at once.
@NullMarked
package dev.deadheat.fix;

import org.jspecify.annotations.NullMarked;
