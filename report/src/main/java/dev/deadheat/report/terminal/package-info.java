/// Verdicts and progress for a terminal: any width from 60 columns, with and without colour or
/// Unicode.
@NullMarked
package dev.deadheat.report.terminal;

import org.jspecify.annotations.NullMarked;
