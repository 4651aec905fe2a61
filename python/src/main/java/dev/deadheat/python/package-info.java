/// Python text to a lossless syntax tree and problems.
@NullMarked
package dev.deadheat.python;

import org.jspecify.annotations.NullMarked;
