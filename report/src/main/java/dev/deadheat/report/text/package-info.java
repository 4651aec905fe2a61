/// What any output needs of text: data made printable, its width in terminal cells, wrapping and
/// eliding. Pure functions.
@NullMarked
package dev.deadheat.report.text;

import org.jspecify.annotations.NullMarked;
