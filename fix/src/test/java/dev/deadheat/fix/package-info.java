@NullMarked
package dev.deadheat.fix;

import org.jspecify.annotations.NullMarked;
