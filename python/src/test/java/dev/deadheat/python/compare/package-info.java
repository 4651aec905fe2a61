/// Compares the parser with Python's own, over folders of files. Not part of the tests.
@NullMarked
package dev.deadheat.python.compare;

import org.jspecify.annotations.NullMarked;
