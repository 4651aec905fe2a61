/// The syntax tree of Python: sealed nodes named as in Python's `ast` module.
@NullMarked
package dev.deadheat.python.ast;

import org.jspecify.annotations.NullMarked;
