/// The command line: wires everything and stays thin.
@NullMarked
package dev.deadheat.app;

import org.jspecify.annotations.NullMarked;
