@NullMarked
package dev.deadheat.rules;

import org.jspecify.annotations.NullMarked;
