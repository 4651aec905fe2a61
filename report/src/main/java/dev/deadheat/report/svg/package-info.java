/// Verdicts as pictures: one self-contained SVG, light or dark.
@NullMarked
package dev.deadheat.report.svg;

import org.jspecify.annotations.NullMarked;
