/// The rules of the house, held by tests: who may see whom, and what no file may contain.
@NullMarked
package dev.deadheat.app.architecture;

import org.jspecify.annotations.NullMarked;
