/// Statement text to what kind it is and what it may touch.
@NullMarked
package dev.deadheat.sql;

import org.jspecify.annotations.NullMarked;
