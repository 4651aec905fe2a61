/// From a race that was reproduced to a patch that is proved to cure it.
@NullMarked
package dev.deadheat.loop;

import org.jspecify.annotations.NullMarked;
