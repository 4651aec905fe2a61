/// The shell script that builds Deadheat and starts it.
@NullMarked
package dev.deadheat.app.launcher;

import org.jspecify.annotations.NullMarked;
