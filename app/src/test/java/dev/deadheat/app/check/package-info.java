@NullMarked
package dev.deadheat.app.check;

import org.jspecify.annotations.NullMarked;
